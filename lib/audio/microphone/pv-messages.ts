/** What the thread of PvRecorder is to do. */
export interface PvRequest {
  /** Which input to record from, -1 for the system's choice; left out to list them. */
  readonly device?: number
  /** One Int32, the state of the recording: both sides move it on. */
  readonly state: SharedArrayBuffer
}

/** States of a recording. While it is idle the thread holds nothing outside of JavaScript. */
export const PV_STATE = { idle: 0, recording: 1, closing: 2 } as const

/** What it answers. */
export type PvReply =
  | { readonly type: 'inputs'; readonly labels: readonly string[] }
  | { readonly type: 'samples'; readonly buffer: ArrayBufferLike }
  | { readonly type: 'failed'; readonly detail: string }
