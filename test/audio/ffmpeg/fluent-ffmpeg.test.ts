import t from 'tap'
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { FluentFfmpeg } from '../../../lib/audio/ffmpeg/fluent-ffmpeg.js'
import { children } from '../sounds.js'

t.test('FluentFfmpeg reports the exit code of a child that exits long after its output', async t => {
  // fluent-ffmpeg kills its child 20 ms after the output stream has closed.
  const script = [
    '#!/bin/sh',
    'case "$*" in',
    '  *pipe:1*) head -c 3200 /dev/zero; exec 1>&-; sleep 0.5;;',
    '  *) exec /usr/bin/env ffmpeg "$@";;',
    'esac',
  ]
  const path = join(t.testdir({ 'slow-ffmpeg': `${script.join('\n')}\n` }), 'slow-ffmpeg')
  chmodSync(path, 0o755)
  let bytes = 0
  const ffmpeg = new FluentFfmpeg({
    path, input: 'file:/dev/null', inputOptions: ['-nostdin'], outputOptions: ['-f', 's16le'],
    write(data) {
      bytes += data.length
      return Promise.resolve()
    },
  })
  t.match(await ffmpeg.closed, { code: 0, signal: null })
  t.equal(bytes, 3200)
  t.same(children(), [])
})
