import { failure } from '../../errors.js'
import type { Decoder, Segment } from './decoder.js'
import { ENGINE, INSTALL_KOFFI, INSTALL_LIBRARY, type Settings } from './settings.js'

/** Names of the library: those that the dynamic linker finds, then the files of Homebrew. */
const LIBRARIES = [
  'libpocketsphinx.so.3', 'libpocketsphinx.so.5', 'libpocketsphinx.so', 'libpocketsphinx.dylib',
  '/opt/homebrew/lib/libpocketsphinx.dylib', '/usr/local/lib/libpocketsphinx.dylib',
]
/** Names of the searches; the first one is named by the library. */
const FIRST_SEARCH = '_default'
const SECOND_SEARCH = 'second'

type NativeFunction = (...args: unknown[]) => unknown
/** Returns a function of the library by its C declaration. */
type Library = (declaration: string) => NativeFunction

/** Functions that differ between 0.8-5prealpha and 5.x. */
interface VersionApi {
  configure(settings: Settings, config?: unknown): unknown
  freeConfig(config: unknown): unknown
  addSearch(decoder: unknown, name: string, model: unknown): unknown
  useSearch(decoder: unknown, name: string): unknown
}

/** Parameters of a decoder. */
export interface DecoderOptions {
  /** Parameters of the first pass. */
  readonly firstPass: Settings
  /** Parameters of the second pass that differ from the first; `undefined` for no second pass. */
  readonly secondPass: Settings | undefined
  /** File of the library; `undefined` to search where packages install it. */
  readonly library: string | undefined
}

/**
 * Opens a decoder of the system's libpocketsphinx. It occupies memory outside the JavaScript heap until `free()`.
 *
 * Errors: STENO_ENGINE_MISSING if koffi or the library cannot be loaded, STENO_ENGINE_FAILED if the library rejects the
 * model or a parameter.
 */
export async function openDecoder({ firstPass, secondPass, library }: DecoderOptions): Promise<Decoder> {
  const lib = await load(library === undefined ? LIBRARIES : [library])
  const api = version5(lib) ?? version08(lib)
  disableLog(lib)
  const config = api.configure(firstPass)
  const decoder = config && lib('void *ps_init(void *config)')(config)
  if (!decoder) throw rejected(`the model ${firstPass.hmm}`)
  disableLog(lib)
  if (secondPass) {
    if (!api.configure(secondPass, config)) throw rejected('the parameters of a second search')
    const model = lib('void *ps_get_lm(void *decoder, const char *name)')(decoder, FIRST_SEARCH)
    if (api.addSearch(decoder, SECOND_SEARCH, model) !== 0) throw rejected('a second search')
    api.useSearch(decoder, FIRST_SEARCH)
  }
  return bind(lib, api, config, decoder)
}

async function load(names: readonly string[]): Promise<Library> {
  const { default: koffi } = await import('koffi').catch((cause: unknown) => {
    throw failure('STENO_ENGINE_MISSING', { engine: ENGINE, lacks: 'the package koffi', ...INSTALL_KOFFI }, cause)
  })
  let cause: unknown
  for (const name of names) {
    try {
      const handle = koffi.load(name)
      return declaration => handle.func(declaration) as NativeFunction
    } catch (error) {
      cause = error
    }
  }
  const lacks = names.length > 1 ? 'libpocketsphinx' : names[0]!
  throw failure('STENO_ENGINE_MISSING', { engine: ENGINE, lacks, install: INSTALL_LIBRARY }, cause)
}

function version5(lib: Library): VersionApi | undefined {
  try {
    lib('void *ps_config_init(void *definition)')
  } catch {
    return undefined
  }
  const set = lib('void *ps_config_set_str(void *config, const char *name, const char *value)')
  return {
    configure(settings, config = lib('void *ps_config_init(void *definition)')(null)) {
      for (const [name, value] of Object.entries(settings)) if (!set(config, name, value)) throw rejected(`\`${name}\``)
      return config
    },
    freeConfig: lib('int ps_config_free(void *config)'),
    addSearch: lib('int ps_add_lm(void *decoder, const char *name, void *model)'),
    useSearch: lib('int ps_activate_search(void *decoder, const char *name)'),
  }
}

function version08(lib: Library): VersionApi {
  const parse = lib(
    'void *cmd_ln_parse_r(void *config, void *definition, int32 count, const char **words, int32 strict)',
  )
  const definition = lib('void *ps_args()')()
  return {
    configure(settings, config = null) {
      const words = Object.entries(settings).flatMap(([name, value]) => [`-${name}`, value])
      // The voice detection of the library would remove silence and shift times. The first word is the program name.
      const argv = [ENGINE, '-remove_silence', 'no', ...words]
      // Strict parsing refuses to change parameters that are set.
      return parse(config, definition, argv.length, argv, config ? 0 : 1)
    },
    freeConfig: lib('int cmd_ln_free_r(void *config)'),
    addSearch: lib('int ps_set_lm(void *decoder, const char *name, void *model)'),
    useSearch: lib('int ps_set_search(void *decoder, const char *name)'),
  }
}

/** Disables the log to stderr, which `ps_init` enables again. */
function disableLog(lib: Library): void {
  lib('void err_set_logfp(void *file)')(null)
}

function bind(lib: Library, api: VersionApi, config: unknown, decoder: unknown): Decoder {
  const startStream = lib('int ps_start_stream(void *decoder)')
  const startUtterance = lib('int ps_start_utt(void *decoder)')
  const endUtterance = lib('int ps_end_utt(void *decoder)')
  const processRaw = lib(
    'int ps_process_raw(void *decoder, const int16 *samples, size_t count, int noSearch, int whole)',
  )
  const firstSegment = lib('void *ps_seg_iter(void *decoder)')
  const nextSegment = lib('void *ps_seg_next(void *segment)')
  const segmentWord = lib('const char *ps_seg_word(void *segment)')
  const segmentFrames = lib('void ps_seg_frames(void *segment, _Out_ int *start, _Out_ int *end)')

  const check = (result: unknown, action: string): void => {
    if ((result as number) < 0) throw rejected(action)
  }
  // In 0.8, frames are counted from the start of the stream, so each utterance is a stream of its own. In 5.x the call
  // only resets the noise statistics, and fails without harm if the model has none (`remove_noise` off, the default).
  const start = (): void => {
    startStream(decoder)
    check(startUtterance(decoder), 'an utterance')
  }
  const segments = (): Segment[] => {
    const found: Segment[] = []
    for (let segment = firstSegment(decoder); segment; segment = nextSegment(segment)) {
      const start: [number] = [0]
      const end: [number] = [0]
      segmentFrames(segment, start, end)
      found.push({ word: segmentWord(segment) as string, startFrame: start[0], endFrame: end[0] })
    }
    return found
  }

  return {
    segments,
    startUtterance: start,
    process: samples => { check(processRaw(decoder, samples, samples.length, 0, 0), 'the audio') },
    endUtterance() {
      check(endUtterance(decoder), 'the end of an utterance')
      return segments()
    },
    decodeUtterance(samples) {
      api.useSearch(decoder, SECOND_SEARCH)
      try {
        start()
        check(processRaw(decoder, samples, samples.length, 0, 1), 'the audio')
        check(endUtterance(decoder), 'the end of an utterance')
        return segments()
      } finally {
        api.useSearch(decoder, FIRST_SEARCH)
      }
    },
    free() {
      lib('int ps_free(void *decoder)')(decoder)
      api.freeConfig(config)
    },
  }
}

function rejected(subject: string): Error {
  return failure('STENO_ENGINE_FAILED', { engine: ENGINE, detail: `libpocketsphinx rejected ${subject}` })
}
