import { failure } from '../../errors.js'
import type { Decoder, Segment } from './decoder.js'
import { ENGINE, INSTALL_LIBRARY, type Settings } from './settings.js'

/** Where the library may lie: what the loader finds by itself, then where Homebrew puts it. */
const LIBRARIES = [
  'libpocketsphinx.so.3', 'libpocketsphinx.so.5', 'libpocketsphinx.so', 'libpocketsphinx.dylib',
  '/opt/homebrew/lib/libpocketsphinx.dylib', '/usr/local/lib/libpocketsphinx.dylib',
]
const FIRST_SEARCH = '_default'
const SECOND_SEARCH = 'second'

type Native = (...args: unknown[]) => unknown
/** Looks a function up by its C declaration. */
type Library = (declaration: string) => Native

/** What differs between 0.8-5prealpha and 5.x. */
interface Api {
  configure(settings: Settings, config?: unknown): unknown
  freeConfig(config: unknown): unknown
  addSearch(decoder: unknown, name: string, model: unknown): unknown
  useSearch(decoder: unknown, name: string): unknown
}

/** What to open. */
export interface DecoderOptions {
  readonly live: Settings
  /** Parameters that the second search has otherwise than the live one; without them there is no second search. */
  readonly second: Settings | undefined
  /** The library's file; default: where packages put it. */
  readonly library: string | undefined
}

/**
 * Opens a decoder of the system's libpocketsphinx. It lives outside the JavaScript heap until `free()`.
 *
 * Errors: STENO_ENGINE_MISSING when koffi or the library cannot be loaded, STENO_ENGINE_FAILED when the library
 * refuses the model or a parameter.
 */
export async function openDecoder({ live, second, library }: DecoderOptions): Promise<Decoder> {
  const lib = await load(library === undefined ? LIBRARIES : [library])
  const api = version5(lib) ?? version08(lib)
  silence(lib)
  const config = api.configure(live)
  const decoder = config && lib('void *ps_init(void *config)')(config)
  if (!decoder) throw refused(`the model ${live.hmm}`)
  silence(lib)
  if (second) {
    if (!api.configure(second, config)) throw refused('the parameters of a second search')
    const model = lib('void *ps_get_lm(void *decoder, const char *name)')(decoder, FIRST_SEARCH)
    if (api.addSearch(decoder, SECOND_SEARCH, model) !== 0) throw refused('a second search')
    api.useSearch(decoder, FIRST_SEARCH)
  }
  return bind(lib, api, config, decoder)
}

async function load(names: readonly string[]): Promise<Library> {
  const { default: koffi } = await import('koffi').catch((cause: unknown) => {
    throw failure('STENO_ENGINE_MISSING', { engine: ENGINE, lacks: 'the package koffi', install: 'npm install koffi' }, cause)
  })
  let reason: unknown
  for (const name of names) {
    try {
      const handle = koffi.load(name)
      return declaration => handle.func(declaration) as Native
    } catch (error) {
      reason = error
    }
  }
  const lacks = names.length > 1 ? 'libpocketsphinx' : names[0] as string
  throw failure('STENO_ENGINE_MISSING', { engine: ENGINE, lacks, install: INSTALL_LIBRARY }, reason)
}

function version5(lib: Library): Api | undefined {
  try {
    lib('void *ps_config_init(void *definition)')
  } catch {
    return undefined
  }
  const set = lib('void *ps_config_set_str(void *config, const char *name, const char *value)')
  return {
    configure(settings, config = lib('void *ps_config_init(void *definition)')(null)) {
      for (const [name, value] of Object.entries(settings)) if (!set(config, name, value)) throw refused(`\`${name}\``)
      return config
    },
    freeConfig: lib('int ps_config_free(void *config)'),
    addSearch: lib('int ps_add_lm(void *decoder, const char *name, void *model)'),
    useSearch: lib('int ps_activate_search(void *decoder, const char *name)'),
  }
}

function version08(lib: Library): Api {
  const parse = lib('void *cmd_ln_parse_r(void *config, void *definition, int32 count, const char **words, int32 strict)')
  const definition = lib('void *ps_args()')()
  return {
    configure(settings, config = null) {
      const words = Object.entries(settings).flatMap(([name, value]) => [`-${name}`, value])
      // Its own voice detection would take silence out and shift the times; the first word is the program's name.
      const all = [ENGINE, '-remove_silence', 'no', ...words]
      // Strict parsing refuses to change what is set already.
      return parse(config, definition, all.length, all, config ? 0 : 1)
    },
    freeConfig: lib('int cmd_ln_free_r(void *config)'),
    addSearch: lib('int ps_set_lm(void *decoder, const char *name, void *model)'),
    useSearch: lib('int ps_set_search(void *decoder, const char *name)'),
  }
}

/** The library logs to stderr unless told not to, and again after `ps_init`. */
function silence(lib: Library): void {
  lib('void err_set_logfp(void *file)')(null)
}

function bind(lib: Library, api: Api, config: unknown, decoder: unknown): Decoder {
  const startStream = lib('int ps_start_stream(void *decoder)')
  const startUtterance = lib('int ps_start_utt(void *decoder)')
  const end = lib('int ps_end_utt(void *decoder)')
  const process = lib('int ps_process_raw(void *decoder, const int16 *samples, size_t count, int noSearch, int whole)')
  const first = lib('void *ps_seg_iter(void *decoder)')
  const next = lib('void *ps_seg_next(void *segment)')
  const word = lib('const char *ps_seg_word(void *segment)')
  const frames = lib('void ps_seg_frames(void *segment, _Out_ int *start, _Out_ int *end)')

  const must = (result: unknown, action: string): void => {
    if ((result as number) < 0) throw refused(action)
  }
  // In 0.8 frames count from the start of the stream, so each utterance is a stream of its own. In 5.x the call only
  // resets the noise statistics, and fails without harm where the model has none (`remove_noise` off, 5.x's default).
  const begin = (): void => {
    startStream(decoder)
    must(startUtterance(decoder), 'an utterance')
  }
  const segments = (): Segment[] => {
    const found: Segment[] = []
    for (let segment = first(decoder); segment; segment = next(segment)) {
      const [startFrame, endFrame] = [[0], [0]] as [[number], [number]]
      frames(segment, startFrame, endFrame)
      found.push({ word: word(segment) as string, startFrame: startFrame[0], endFrame: endFrame[0] })
    }
    return found
  }

  return {
    segments,
    begin,
    feed: samples => { must(process(decoder, samples, samples.length, 0, 0), 'the audio') },
    end() {
      must(end(decoder), 'the end of an utterance')
      return segments()
    },
    recognizeWhole(samples) {
      api.useSearch(decoder, SECOND_SEARCH)
      try {
        begin()
        must(process(decoder, samples, samples.length, 0, 1), 'the audio')
        must(end(decoder), 'the end of an utterance')
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

function refused(what: string): Error {
  return failure('STENO_ENGINE_FAILED', { engine: ENGINE, detail: `libpocketsphinx refused ${what}` })
}
