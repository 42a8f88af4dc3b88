import type { EmoTag, Usage } from '../types.js'

/** A JSON object whose content the codec carries but does not read. */
export type JsonObject = Readonly<Record<string, unknown>>

/** A resource that a task uses; Paraformer v1 takes its hot words this way (`asr_phrase`). */
export interface Resource {
  readonly resource_id: string
  readonly resource_type: string
}

/** The client asks for a task. Audio follows as binary frames once `task-started` has come. */
export interface RunTask {
  readonly type: 'run-task'
  /** Chosen by the client, new for every task: a UUID, with or without dashes. */
  readonly taskId: string
  readonly model: string
  /** Wire names; see the table of `lib/engines/dashscope/parameters.ts`. */
  readonly parameters: JsonObject
  /** `{}` unless it carries `context`. */
  readonly input: JsonObject
  readonly resources?: readonly Resource[]
}

/** The client changes the context of a running task. */
export interface ContinueTask {
  readonly type: 'continue-task'
  readonly taskId: string
  readonly input: JsonObject
}

/** The client has sent all audio; results and `task-finished` follow. */
export interface FinishTask {
  readonly type: 'finish-task'
  readonly taskId: string
}

/** Text messages that a client sends. */
export type ClientMessage = RunTask | ContinueTask | FinishTask

/** One word as on the wire. */
export interface WireWord {
  /** Ms from the start of the task's audio; `null` where the service left it out. */
  readonly begin_time: number | null
  readonly end_time: number | null
  readonly text: string
  readonly punctuation: string
  /** Its meaning is unknown on finals; do not build on it. */
  readonly fixed: boolean
  readonly speaker_id: string | null
}

/** One sentence so far, as on the wire; what the service may leave out is `null` or false here. */
export interface WireSentence {
  /** From 1 in each task; 0 on heartbeats; `null` from models that do not count. */
  readonly sentence_id: number | null
  /** Ms from the start of the task's audio, silence included. */
  readonly begin_time: number | null
  /** Ms; `null` while interim. */
  readonly end_time: number | null
  readonly text: string
  readonly channel_id: number | null
  readonly speaker_id: string | null
  /** True on the opening event of a sentence, whose text is empty. */
  readonly sentence_begin: boolean
  /** True when final. The parser also sets it when only `end_time` says so, as old models do. */
  readonly sentence_end: boolean
  /** True on events that only say that the connection lives. */
  readonly heartbeat: boolean
  readonly words: readonly WireWord[]
  readonly emo_tag: EmoTag | null
  readonly emo_confidence: number | null
}

/** The service is ready for audio. */
export interface TaskStarted {
  readonly type: 'task-started'
  readonly taskId: string
}

/** What the service says about one sentence so far. */
export interface ResultGenerated {
  readonly type: 'result-generated'
  readonly taskId: string
  readonly sentence: WireSentence
  /** Seconds billed for the task so far; the service gives it with finals. */
  readonly usage: Usage | null
}

/** The last message of a task that went well. */
export interface TaskFinished {
  readonly type: 'task-finished'
  readonly taskId: string
  readonly usage: Usage | null
}

/** The last message of a task that failed; the service closes the connection after it. */
export interface TaskFailed {
  readonly type: 'task-failed'
  /** `''` when the service named no task: a failure is never lost for a missing field. */
  readonly taskId: string
  readonly errorCode: string
  readonly errorMessage: string
}

/** Text messages that the service sends. */
export type ServerMessage = TaskStarted | ResultGenerated | TaskFinished | TaskFailed

/** A frame that is no message. It never holds what the frame said, so it can be logged. */
export interface Fault {
  readonly type: 'fault'
  /**
   * `binary`: no text frame; `malformed`: no JSON; `missing` and `wrong-type`: see `path`; `unknown`: an event or
   * action of another name, to be counted and ignored.
   */
  readonly reason: 'binary' | 'malformed' | 'missing' | 'wrong-type' | 'unknown'
  /** The field at fault, such as `payload.input`; `''` for the whole frame. */
  readonly path: string
  /** What belongs there. */
  readonly expected: string
  /** The task it speaks of, when that could be read. */
  readonly taskId?: string
}
