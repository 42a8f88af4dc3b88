import type { JsonObject } from '../protocol/messages.js'
import type { Sentence } from '../types.js'

/** State of a task; `abandoned` when its connection ended first. */
export type TaskState = 'starting' | 'running' | 'finishing' | 'finished' | 'failed' | 'abandoned'

/** Record of one task; it changes while the task runs. */
export interface TaskRecord {
  /** Number of the task, from 1, over the whole service. */
  readonly number: number
  /** Number of its connection, from 1 by attempts to open one. */
  readonly connection: number
  /** Id chosen by the client. */
  readonly taskId: string
  /** Model that the client named. */
  readonly model: string
  /** `payload.parameters` as sent, including those that the emulator ignores. */
  readonly parameters: JsonObject
  /** `payload.input` of `run-task` and of each `continue-task`. */
  readonly inputs: readonly JsonObject[]
  /** State of the task now. */
  readonly state: TaskState
  /** Code of the failure, where the task failed. */
  readonly errorCode?: string
  /** Audio received, in bytes. */
  readonly bytes: number
  /** Size of each binary frame of audio, in bytes. */
  readonly frameSizes: readonly number[]
  /** Finals that were sent, each once. */
  readonly finals: readonly Sentence[]
}

/** One attempt to open a connection. */
export interface UpgradeRecord {
  /** Number of the connection, from 1. */
  readonly connection: number
  /** HTTP status of the answer: 101 when accepted. */
  readonly status: number
  /** Names of the headers, in lower case. */
  readonly headers: readonly string[]
  /** Place of the API key; the emulator never keeps the key itself. */
  readonly key: 'header' | 'query' | 'none'
}

/** A record as the emulator writes it. */
export type Writable<Record> = {
  -readonly [Key in keyof Record]: Record[Key] extends readonly (infer Item)[] ? Item[] : Record[Key]
}
