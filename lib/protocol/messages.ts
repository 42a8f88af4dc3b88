import type { EmoTag, Usage } from '../types.js'

/** A JSON object that the codec passes on unread. */
export type JsonObject = Readonly<Record<string, unknown>>

/** A resource of a task; Paraformer v1 receives its hot words this way (`asr_phrase`). */
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
  /** Parameters by wire name; see `lib/engines/dashscope/catalogue/parameters.ts`. */
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
  /** Start, in ms from the start of the task's audio; `null` where the service left it out. */
  readonly begin_time: number | null
  readonly end_time: number | null
  readonly text: string
  readonly punctuation: string
  /** Undocumented on finals; do not rely on it. */
  readonly fixed: boolean
  readonly speaker_id: string | null
}

/** One sentence so far, as on the wire; fields that the service may omit are `null` or false. */
export interface WireSentence {
  /** Number from 1 in each task; 0 on heartbeats; `null` from models that do not count. */
  readonly sentence_id: number | null
  /** Start, in ms from the start of the task's audio, silence included. */
  readonly begin_time: number | null
  /** End, in ms; `null` while interim. */
  readonly end_time: number | null
  readonly text: string
  readonly channel_id: number | null
  readonly speaker_id: string | null
  /** True on the opening event of a sentence, whose text is empty. */
  readonly sentence_begin: boolean
  /** True when final. The parser also sets it when only `end_time` shows it, as with old models. */
  readonly sentence_end: boolean
  /** True on heartbeat events, which carry no text. */
  readonly heartbeat: boolean
  readonly words: readonly WireWord[]
  readonly emo_tag: EmoTag | null
  readonly emo_confidence: number | null
}

/** Event: the service is ready for audio. */
export interface TaskStarted {
  readonly type: 'task-started'
  readonly taskId: string
}

/** Event: the current text of one sentence. */
export interface ResultGenerated {
  readonly type: 'result-generated'
  readonly taskId: string
  readonly sentence: WireSentence
  /** Seconds billed for the task so far; sent with finals. */
  readonly usage: Usage | null
}

/** Event: the end of a successful task. */
export interface TaskFinished {
  readonly type: 'task-finished'
  readonly taskId: string
  readonly usage: Usage | null
}

/** Event: the task failed; the service closes the connection after it. */
export interface TaskFailed {
  readonly type: 'task-failed'
  /** Id of the task, `''` when the service named none: a failure is never lost for a missing field. */
  readonly taskId: string
  readonly errorCode: string
  readonly errorMessage: string
}

/** Text messages that the service sends. */
export type ServerMessage = TaskStarted | ResultGenerated | TaskFinished | TaskFailed

/** A frame that is not a message. It never holds the content of the frame, so it can be logged. */
export interface Fault {
  readonly type: 'fault'
  /**
   * `binary`: no text frame; `malformed`: no JSON; `missing` and `wrong-type`: see `path`; `unknown`: an event or
   * action of another name, to be counted and ignored.
   */
  readonly reason: 'binary' | 'malformed' | 'missing' | 'wrong-type' | 'unknown'
  /** The field at fault, such as `payload.input`; `''` for the whole frame. */
  readonly path: string
  /** Expected value. */
  readonly expected: string
  /** Id of the task it belongs to, when readable. */
  readonly taskId?: string
}
