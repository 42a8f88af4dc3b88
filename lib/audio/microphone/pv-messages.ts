/** Data of the thread of PvRecorder. */
export interface PvRequest {
  /** Index of the device to record from, -1 for the default of the system; undefined to list the devices. */
  readonly device?: number
  /** One Int32: the state of the recording, which both threads change. */
  readonly state: SharedArrayBuffer
}

/** States of a recording. While it is idle the thread uses nothing outside of JavaScript. */
export const PV_STATE = { idle: 0, recording: 1, closing: 2 } as const

/** Message of the thread of PvRecorder. */
export type PvReply =
  | { readonly type: 'inputs'; readonly labels: readonly string[] }
  | { readonly type: 'samples'; readonly buffer: ArrayBufferLike }
  | { readonly type: 'failed'; readonly detail: string }
