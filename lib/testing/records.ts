import type { JsonObject } from '../protocol/messages.js'
import type { Sentence } from '../types.js'

/** How far a task has come; `abandoned` when its connection ended first. */
export type TaskState = 'starting' | 'running' | 'finishing' | 'finished' | 'failed' | 'abandoned'

/** What the emulator knows of one task; it changes as the task goes on. */
export interface TaskRecord {
  /** From 1, over the whole service. */
  readonly number: number
  /** The connection it came on, from 1 by attempts to open one. */
  readonly connection: number
  /** Id of the task, chosen by the client. */
  readonly taskId: string
  /** Model that the client asked for. */
  readonly model: string
  /** As sent, with what the emulator ignores. */
  readonly parameters: JsonObject
  /** `payload.input` of `run-task` and of each `continue-task`. */
  readonly inputs: readonly JsonObject[]
  /** State of the task now. */
  readonly state: TaskState
  /** Code of the failure, if it failed. */
  readonly errorCode?: string
  /** Audio taken, in bytes. */
  readonly bytes: number
  /** Size of each binary frame of audio, in bytes. */
  readonly frameSizes: readonly number[]
  /** The finals that were sent, each once. */
  readonly finals: readonly Sentence[]
}

/** One attempt to open a connection. */
export interface UpgradeRecord {
  /** From 1. */
  readonly connection: number
  /** The answer: 101 when it was accepted. */
  readonly status: number
  /** Names of the headers, in lower case. */
  readonly headers: readonly string[]
  /** Where the API key was; the emulator never keeps the key itself. */
  readonly key: 'header' | 'query' | 'none'
}

/** The emulator's own side of a record. */
export type Writable<Record> = {
  -readonly [Key in keyof Record]: Record[Key] extends readonly (infer Item)[] ? Item[] : Record[Key]
}
