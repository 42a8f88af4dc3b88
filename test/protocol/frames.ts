/** Frames of the service's reference and of captures, byte for byte; none was written by this package. */

export const RUN_TASK =
  '{"header":{"action":"run-task","task_id":"2bf83b9a-baeb-4fda-8d9a-e3a1d0b6c2f1","streaming":"duplex"},'
  + '"payload":{"task_group":"audio","task":"asr","function":"recognition","model":"fun-asr-realtime",'
  + '"parameters":{"format":"pcm","sample_rate":16000},"input":{}}}'

export const RUN_TASK_V1 =
  '{"header":{"action":"run-task","task_id":"2bf8","streaming":"duplex"},'
  + '"payload":{"task_group":"audio","task":"asr","function":"recognition","model":"paraformer-realtime-v1",'
  + '"parameters":{"format":"pcm","sample_rate":16000},"resources":[{"resource_id":"phrase-1",'
  + '"resource_type":"asr_phrase"}],"input":{}}}'

/** Key order and `stream` as the Python SDK 1.26.2 sends them. */
export const RUN_TASK_PYTHON =
  '{"header":{"streaming":"duplex","task_id":"2bf83b9abaeb4fda8d9ae3a1d0b6c2f1","action":"run-task"},'
  + '"payload":{"model":"fun-asr-realtime","task_group":"audio","task":"asr","function":"recognition",'
  + '"input":{},"parameters":{"format":"pcm","sample_rate":16000,"stream":true}}}'

/** The docs' PHP sample encodes an empty array; third-party clients leave `streaming` out. */
export const FINISH_TASK_PHP = '{"header":{"action":"finish-task","task_id":"2bf8"},"payload":{"input":[]}}'
export const FINISH_TASK =
  '{"header":{"action":"finish-task","task_id":"2bf8","streaming":"duplex"},"payload":{"input":{}}}'

export const CONTINUE_TASK = '{"header":{"action":"continue-task","task_id":"2bf8","streaming":"duplex"},'
  + '"payload":{"input":{"context":[{"role":"user","content":[{"type":"input_text","text":"Ping"}]}]}}}'

export const TASK_STARTED = '{"header":{"task_id":"2bf8","event":"task-started","attributes":{}},"payload":{}}'

/** The shape of an interim: every key that the reference and the captures show. */
export const INTERIM =
  '{"header":{"task_id":"2bf8","event":"result-generated","attributes":{}},"payload":{"output":{"sentence":{'
  + '"sentence_id":1,"begin_time":740,"end_time":null,"text":"so far","channel_id":0,"speaker_id":null,'
  + '"sentence_begin":false,"sentence_end":false,"heartbeat":false,"words":[{"begin_time":740,"end_time":900,'
  + '"text":"so","punctuation":"","fixed":false,"speaker_id":null}]}},"usage":null}}'

/** A final of a Chinese sentence: a character a word, marks beside them, a stash that follows. */
export const FINAL =
  '{"header":{"task_id":"2bf8","event":"result-generated","attributes":{}},"payload":{"output":{"sentence":{'
  + '"sentence_id":1,"begin_time":640,"end_time":1640,"text":"你好。","channel_id":0,"speaker_id":null,'
  + '"sentence_end":true,'
  + '"words":[{"begin_time":640,"end_time":1100,"text":"你","punctuation":"","fixed":false},'
  + '{"begin_time":1100,"end_time":1640,"text":"好","punctuation":"。","fixed":false}],'
  + '"stash":{"sentence_id":2,"begin_time":1640,"current_time":1640,"text":"","words":[]}}},"usage":{"duration":2}}}'

/** Older Paraformer models: no number, no sentence_end, no usage. */
export const OLD_FINAL = '{"header":{"task_id":"2bf8","event":"result-generated"},"payload":{"output":{"sentence":{'
  + '"begin_time":170,"end_time":920,"text":"好，我知道了"}}}}'
export const OLD_INTERIM = '{"header":{"task_id":"2bf8","event":"result-generated"},"payload":{"output":{"sentence":{'
  + '"begin_time":170,"end_time":null,"text":"好，我","words":[]}}}}'

export const OPENING =
  '{"header":{"task_id":"2bf8","event":"result-generated","attributes":{}},"payload":{"output":{"sentence":{'
  + '"sentence_id":2,"begin_time":900,"end_time":null,"text":"","channel_id":0,"sentence_begin":true,'
  + '"sentence_end":false,"words":[]}}}}'

export const HEARTBEAT =
  '{"header":{"task_id":"2bf8","event":"result-generated","attributes":{}},"payload":{"output":{"sentence":{'
  + '"sentence_id":0,"begin_time":0,"end_time":null,"text":"","heartbeat":true,"words":[]}},"usage":null}}'

/** The example of the Paraformer reference in which sentence_end is true and end_time null. */
export const ENDLESS_FINAL =
  '{"header":{"task_id":"2bf8","event":"result-generated","attributes":{}},"payload":{"output":{"sentence":{'
  + '"begin_time":170,"end_time":null,"text":"好","heartbeat":false,"sentence_end":true,"emo_tag":"neutral",'
  + '"emo_confidence":0.914,'
  + '"words":[{"begin_time":170,"end_time":295,"text":"好","punctuation":"，"}]}},"usage":{"duration":3}}}'

export const TASK_FINISHED =
  '{"header":{"task_id":"2bf8","event":"task-finished","attributes":{}},"payload":{"output":{},"usage":null}}'

export const TASK_FAILED = '{"header":{"task_id":"2bf8","event":"task-failed","error_code":"CLIENT_ERROR",'
  + '"error_message":"request timeout after 23 seconds.","attributes":{}},"payload":{}}'
