/** Taps per iteration of the loop. */
export const TAP_STEP = 16

// The types of Node lack this global; those of the browser would bring everything else.
declare const WebAssembly: {
  readonly Module: new (code: Uint8Array) => object
  readonly Instance: new (module: object) => { readonly exports: unknown }
}

/** Exports of the module; addresses are offsets in `memory`, in bytes. */
export interface FirModule {
  /** Memory of the tables, the input and the output. */
  readonly memory: { readonly buffer: ArrayBuffer }
  /** Sum of products of `taps` float32 at `x` and at `h`; `taps` is a multiple of `TAP_STEP`. */
  dot(x: number, h: number, taps: number): number
  /**
   * Writes `count` s16 samples at `out`: the first is filtered at `x` with row `phase` of the table at `h`; for each
   * further one the row advances by `stepRows`, and `x` by `stepFrames` and by one more when the row wraps at `rows`.
   */
  run(
    x: number, h: number, taps: number, out: number, count: number,
    phase: number, rows: number, stepFrames: number, stepRows: number,
  ): void
}

type Code = readonly number[]

/** LEB128, the encoding of numbers in WebAssembly. */
function leb(value: number): Code {
  return value < 0x80 ? [value] : [value & 0x7f | 0x80, ...leb(value >>> 7)]
}

const I32 = 0x7f
const F32 = 0x7d
const V128 = 0x7b
const END: Code = [0x0b]
const LOOP: Code = [0x03, 0x40]
const IF: Code = [0x04, 0x40]
const BRANCH_IF: Code = [0x0d, 0]
const ADD: Code = [0x6a]
const SUB: Code = [0x6b]
const MUL: Code = [0x6c]
const GREATER_OR_EQUAL: Code = [0x4e]
const get = (local: number): Code => [0x20, local]
const set = (local: number): Code => [0x21, local]
const tee = (local: number): Code => [0x22, local]
/** A small constant; LEB128 with a sign, so that 64 takes two bytes. */
const int = (value: number): Code => [0x41, ...value < 64 ? [value] : [value & 0x7f | 0x80, value >> 7]]
const increment = (local: number, by: Code, operation = ADD): Code =>
  [...get(local), ...by, ...operation, ...set(local)]

const f32 = (value: number): Code => [0x43, ...new Uint8Array(new Float32Array([value]).buffer)]
const F32_ADD: Code = [0x92]
/** Saturated to the range of s16, rounded to the nearest, as an i32. */
const TO_S16: Code = [...f32(32_767), 0x96, ...f32(-32_768), 0x97, 0x90, 0xfc, 0x00]
const STORE16: Code = [0x3b, 1, 0]

const load4 = (offset: number): Code => [0xfd, 0x00, 2, offset]
const ZERO4: Code = [0xfd, 0x0c, ...Array<number>(16).fill(0)]
const MUL4: Code = [0xfd, 0xe6, 0x01]
const ADD4: Code = [0xfd, 0xe4, 0x01]
const lane = (index: number): Code => [0xfd, 0x1f, index]

/** Sum of products: consumes three locals and uses four running sums, so that no addition waits for the previous. */
const product = (
  x: number, h: number, taps: number, sums: readonly [number, number, number, number],
): Code => [
  ...LOOP,
  ...sums.flatMap((sum, i) => [
    ...get(sum), ...get(x), ...load4(16 * i), ...get(h), ...load4(16 * i), ...MUL4, ...ADD4, ...set(sum),
  ]),
  ...increment(x, int(4 * TAP_STEP)), ...increment(h, int(4 * TAP_STEP)),
  ...get(taps), ...int(TAP_STEP), ...SUB, ...tee(taps), ...BRANCH_IF,
  ...END,
  ...get(sums[0]), ...get(sums[1]), ...ADD4, ...get(sums[2]), ...get(sums[3]), ...ADD4, ...ADD4,
  ...tee(sums[0]), ...lane(0),
  ...[1, 2, 3].flatMap(index => [...get(sums[0]), ...lane(index), ...F32_ADD]),
]

// Parameters x h taps.
const DOT_LOCALS: Code = [1, 4, V128]
const DOT: Code = [...product(0, 1, 2, [3, 4, 5, 6]), ...END]

// Parameters x h taps out count phase rows stepFrames stepRows, in this order from 0 to 8.
const RUN_LOCALS: Code = [2, 3, I32, 4, V128]
const RUN: Code = [
  ...LOOP,
  ...get(0), ...set(9),
  ...get(1), ...get(5), ...get(2), ...MUL, ...int(4), ...MUL, ...ADD, ...set(10),
  ...get(2), ...set(11),
  ...[12, 13, 14, 15].flatMap(sum => [...ZERO4, ...set(sum)]),
  ...get(3), ...product(9, 10, 11, [12, 13, 14, 15]), ...TO_S16, ...STORE16,
  ...increment(3, int(2)),
  ...increment(0, [...get(7), ...int(4), ...MUL]),
  ...increment(5, get(8)),
  ...get(5), ...get(6), ...GREATER_OR_EQUAL, ...IF, ...increment(5, get(6), SUB), ...increment(0, int(4)), ...END,
  ...get(4), ...int(1), ...SUB, ...tee(4), ...BRANCH_IF,
  ...END,
  ...END,
]

const name = (text: string): Code => [text.length, ...Buffer.from(text)]
const section = (id: number, items: readonly Code[]): Code => {
  const body = [...leb(items.length), ...items.flat()]
  return [id, ...leb(body.length), ...body]
}
const body = (locals: Code, code: Code): Code => [...leb(locals.length + code.length), ...locals, ...code]

function assemble(pages: number): Uint8Array {
  return Uint8Array.from([
    0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    ...section(1, [[0x60, 3, I32, I32, I32, 1, F32], [0x60, 9, ...Array<number>(9).fill(I32), 0]]),
    ...section(3, [[0], [1]]),
    ...section(5, [[0, ...leb(pages)]]),
    ...section(7, [[...name('memory'), 2, 0], [...name('dot'), 0, 0], [...name('run'), 0, 1]]),
    ...section(10, [body(DOT_LOCALS, DOT), body(RUN_LOCALS, RUN)]),
  ])
}

const PAGE_BYTES = 65_536

/**
 * Inner loop of a polyphase filter as WebAssembly with 128-bit SIMD, which JavaScript lacks and which is five times as
 * fast as the best loop without. It is assembled here, so that the package contains no unreadable binary.
 *
 * @param bytes Size of its memory.
 */
export function firModule(bytes: number): FirModule {
  const module = new WebAssembly.Module(assemble(Math.ceil(bytes / PAGE_BYTES)))
  return new WebAssembly.Instance(module).exports as FirModule
}
