import t from 'tap'
import { failure } from '../../lib/errors.js'
import { describeSystemError } from '../../lib/text/system-errors.js'

t.test('describeSystemError() describes codes and keeps other reasons', async t => {
  t.same(describeSystemError('ENOSPC', 'choose another path'), ['the disk is full (ENOSPC)', 'free some space'])
  t.same(describeSystemError('it is a directory', 'choose another path'), ['it is a directory', 'choose another path'])
  t.same(describeSystemError('EUNKNOWN', 'check it'), ['EUNKNOWN', 'check it'])
})

t.test('errors of files name the shortage of the machine and its remedy', async t => {
  const message = (reason: string): string => failure('STENO_FILE_UNREADABLE', { path: 'a.wav', reason }).message
  t.equal(message('EMFILE'), 'Cannot read "a.wav": this process has too many open files (EMFILE); '
    + 'close some, or raise the limit with `ulimit -n`')
  t.equal(message('EACCES'), 'Cannot read "a.wav": permission denied (EACCES); check its permissions')
  t.equal(failure('STENO_OUTPUT_UNWRITABLE', { path: 'a.srt', reason: 'ENOSPC' }).message,
    'Cannot write "a.srt": the disk is full (ENOSPC); free some space')
})
