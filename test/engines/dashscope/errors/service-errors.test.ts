import t from 'tap'
import {
  closeError,
  connectionError,
  taskError,
  upgradeError,
} from '../../../../lib/engines/dashscope/errors/service-errors.js'

/** Every code in the documents of the service, with its usual message and the error it stands for. */
const documented: readonly (readonly [code: string, message: string, error: string, retryable: boolean])[] = [
  ['CLIENT_ERROR', 'request timeout after 23 seconds.', 'STENO_TASK_TIMEOUT', true],
  ['NO_VALID_AUDIO_ERROR', 'No valid audio', 'STENO_NO_SPEECH', false],
  ['NO_INPUT_AUDIO_ERROR', 'no speech found', 'STENO_TASK_TIMEOUT', true],
  ['UNSUPPORTED_FORMAT', 'Failed to decode audio', 'STENO_AUDIO_REFUSED', false],
  ['RequestTimeOut', 'Response timeout!', 'STENO_TASK_TIMEOUT', true],
  ['ResponseTimeout', 'Response timeout!', 'STENO_TASK_TIMEOUT', true],
  [
    'InvalidParameter',
    "Missing required parameter 'payload.input'! Please follow the protocol!",
    'STENO_BAD_REQUEST',
    false,
  ],
  ['InvalidParameter', 'task can not be null', 'STENO_BAD_REQUEST', false],
  ['', 'Invalid payload data', 'STENO_BAD_REQUEST', false],
  ['ClientDisconnect', 'Client disconnected before task finished!', 'STENO_CONNECTION_LOST', true],
  ['ModelNotFound', 'Model not exist', 'STENO_NOT_FOUND', false],
  ['', 'Model not found', 'STENO_NOT_FOUND', false],
  ['AccessDenied', '', 'STENO_FORBIDDEN', false],
  ['AccessDenied.Unpurchased', '', 'STENO_QUOTA', false],
  ['Model.AccessDenied', '', 'STENO_FORBIDDEN', false],
  ['Workspace.AccessDenied', '', 'STENO_FORBIDDEN', false],
  ['Endpoint.AccessDenied', '', 'STENO_FORBIDDEN', false],
  ['WorkSpaceNotFound', '', 'STENO_FORBIDDEN', false],
  ['NOT AUTHORIZED', '', 'STENO_FORBIDDEN', false],
  ['Arrearage', 'Access denied, please make sure your account is in good standing.', 'STENO_QUOTA', false],
  ['AllocationQuota.FreeTierOnly', '', 'STENO_QUOTA', false],
  ['Throttling', 'Requests rate limit exceeded, please try again later.', 'STENO_THROTTLED', true],
  ['Throttling.RateQuota', 'Requests rate limit exceeded, please try again later.', 'STENO_THROTTLED', true],
  ['Throttling.BurstRate', '', 'STENO_THROTTLED', true],
  ['Throttling.AllocationQuota', '', 'STENO_THROTTLED', true],
  ['Throttling.Concurrency', '', 'STENO_THROTTLED', true],
  ['CommodityNotPurchased', '', 'STENO_QUOTA', false],
  ['PrepaidBillOverdue', '', 'STENO_QUOTA', false],
  ['PostpaidBillOverdue', '', 'STENO_QUOTA', false],
  ['BadRequest.ResourceNotExist', '', 'STENO_NOT_FOUND', false],
  ['NotFound', '', 'STENO_NOT_FOUND', false],
  ['BadRequest.TooLarge', '', 'STENO_BAD_REQUEST', false],
  ['DataInspectionFailed', '', 'STENO_BAD_REQUEST', false],
  ['DataInspection', '', 'STENO_BAD_REQUEST', false],
  [
    '',
    'The decoded text message was too big for the output buffer and the endpoint does not support partial messages',
    'STENO_BAD_REQUEST',
    false,
  ],
  ['InternalError', '', 'STENO_SERVICE_UNAVAILABLE', true],
  ['InternalError.Algo', '', 'STENO_SERVICE_UNAVAILABLE', true],
  ['SystemError', '', 'STENO_SERVICE_UNAVAILABLE', true],
  ['ModelServiceFailed', '', 'STENO_SERVICE_UNAVAILABLE', true],
  ['ServiceUnavailable', '', 'STENO_SERVICE_UNAVAILABLE', true],
  ['ModelUnavailable', '', 'STENO_SERVICE_UNAVAILABLE', true],
  ['BadRequestError', '', 'STENO_BAD_REQUEST', false],
  ['AuthenticationError', '', 'STENO_UNAUTHORIZED', false],
  ['InvalidApiKey', 'Invalid API-key provided.', 'STENO_UNAUTHORIZED', false],
  ['PermissionDeniedError', '', 'STENO_FORBIDDEN', false],
  ['NotFoundError', '', 'STENO_NOT_FOUND', false],
  ['RequestTooLargeError', '', 'STENO_BAD_REQUEST', false],
  ['RateLimitError', '', 'STENO_THROTTLED', true],
  ['InternalServerError', '', 'STENO_SERVICE_UNAVAILABLE', true],
  ['ServiceUnavailableError', '', 'STENO_SERVICE_UNAVAILABLE', true],
  ['GatewayTimeoutError', '', 'STENO_SERVICE_UNAVAILABLE', true],
  ['CLIENT_ERROR', 'something else', 'STENO_BAD_REQUEST', false],
  ['InvalidSomethingNew', '', 'STENO_BAD_REQUEST', false],
  ['throttling.ratequota', '', 'STENO_THROTTLED', true],
  ['UndocumentedCode', '', 'STENO_SERVICE_UNAVAILABLE', true],
  ['', '', 'STENO_SERVICE_UNAVAILABLE', true],
]

for (const [errorCode, errorMessage, code, retryable] of documented) {
  t.test(`task-failed ${errorCode || JSON.stringify(errorMessage)} becomes ${code}`, async t => {
    const error = taskError({ type: 'task-failed', taskId: '7', errorCode, errorMessage })
    t.match(error, { code, retryable, requestId: '7' })
    t.equal(error.serviceCode, errorCode || undefined)
    t.equal(error.serviceMessage, errorMessage || undefined)
  })
}

t.test('an error message contains the code of the service, but neither its message nor a key', async t => {
  const error = taskError({
    type: 'task-failed',
    taskId: '',
    errorCode: 'InvalidParameter',
    errorMessage: `Key sk-ws-0123.ab and st-99\nheard "I love you"${' x'.repeat(400)}`,
  })
  t.match(error.message, /^The service rejected the request \(InvalidParameter\); read `serviceMessage`/)
  t.match(error.serviceMessage, 'Key sk-*** and st-*** heard "I love you" x x')
  t.equal(error.serviceMessage!.length <= 500, true)
  t.notOk('requestId' in error, 'without a task there is no id')
  const odd = taskError({ type: 'task-failed', taskId: '7', errorCode: 'You said: "sk-secret1"', errorMessage: '' })
  t.notMatch(odd.message, /You said|secret1/)
  t.notMatch(odd.serviceCode, 'secret1')
})

const upgrades: readonly (readonly [status: number, error: string, retryable: boolean])[] = [
  [400, 'STENO_BAD_REQUEST', false],
  [401, 'STENO_UNAUTHORIZED', false],
  [402, 'STENO_QUOTA', false],
  [403, 'STENO_FORBIDDEN', false],
  [404, 'STENO_NOT_FOUND', false],
  [408, 'STENO_SERVICE_UNAVAILABLE', true],
  [413, 'STENO_BAD_REQUEST', false],
  [429, 'STENO_THROTTLED', true],
  [500, 'STENO_SERVICE_UNAVAILABLE', true],
  [502, 'STENO_SERVICE_UNAVAILABLE', true],
  [503, 'STENO_SERVICE_UNAVAILABLE', true],
  [504, 'STENO_SERVICE_UNAVAILABLE', true],
  [200, 'STENO_NOT_FOUND', false],
  [302, 'STENO_NOT_FOUND', false],
  [999, 'STENO_SERVICE_UNAVAILABLE', true],
]

for (const [httpStatus, code, retryable] of upgrades) {
  t.test(`HTTP ${httpStatus} at the upgrade becomes ${code}`, async t => {
    const error = upgradeError(httpStatus, '<html>502</html>')
    t.match(error, { code, retryable, httpStatus })
    t.match(error.message, `(HTTP ${httpStatus})`)
    t.notOk('serviceCode' in error)
  })
}

t.test('the body of a refused upgrade overrides its status, except for 401', async t => {
  const body = (code: string): string => JSON.stringify({ code, message: 'why', request_id: 'r-1' })
  t.match(upgradeError(403, body('AllocationQuota.FreeTierOnly')), {
    code: 'STENO_QUOTA',
    httpStatus: 403,
    serviceCode: 'AllocationQuota.FreeTierOnly',
    serviceMessage: 'why',
    requestId: 'r-1',
  })
  t.match(upgradeError(429, body('PostpaidBillOverdue')), { code: 'STENO_QUOTA', retryable: false })
  t.match(upgradeError(400, body('Arrearage')).message, '(HTTP 400, Arrearage)')
  t.match(upgradeError(401, body('Throttling')), { code: 'STENO_UNAUTHORIZED' })
  t.match(upgradeError(503, body('What')), { code: 'STENO_SERVICE_UNAVAILABLE' })
  for (const odd of ['null', '7', '[]', '{"code":7}', '{']) t.equal(upgradeError(403, odd).code, 'STENO_FORBIDDEN', odd)
})

t.test('a lost or closed connection can be retried, a refused frame cannot, and the close code is kept', async t => {
  const closes: readonly (readonly [number, string, boolean])[] = [
    [1000, 'STENO_CONNECTION_CLOSED', true],
    [1001, 'STENO_CONNECTION_CLOSED', true],
    [1005, 'STENO_CONNECTION_CLOSED', true],
    [1006, 'STENO_CONNECTION_LOST', true],
    [1007, 'STENO_BAD_REQUEST', false],
    [1009, 'STENO_BAD_REQUEST', false],
    [1011, 'STENO_CONNECTION_CLOSED', true],
    [4000, 'STENO_CONNECTION_CLOSED', true],
  ]
  for (const [closeCode, code, retryable] of closes) t.match(closeError(closeCode), { code, retryable, closeCode })
  t.match(closeError(1007, 'Model not found', '7'), {
    code: 'STENO_NOT_FOUND',
    serviceMessage: 'Model not found',
    requestId: '7',
  })
  t.match(closeError(1011).message, /close code 1011/)
})

t.test('a connection that fails below WebSocket keeps its cause', async t => {
  const cause = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' })
  t.match(connectionError(cause), { code: 'STENO_CONNECTION_LOST', retryable: true, cause })
  t.match(connectionError(cause).message, '(ECONNREFUSED)')
  for (const odd of [undefined, null, 'x']) t.equal(connectionError(odd).code, 'STENO_CONNECTION_LOST')
})
