import { expect, test } from 'vitest'
import { createLog } from './log.ts'
import { withSpan } from './tracing.ts'

/** What a log wrote, as text and as objects. */
function listen(options: { level?: string; pretty?: boolean } = {}) {
  const lines: string[] = []
  const destination = { write: (line: string) => void lines.push(line) }
  const log = createLog({ level: 'trace', ...options, destination })
  return { log, text: () => lines.join(''), last: () => JSON.parse(lines.at(-1)!) }
}

const CARD = '4111 1111 1111 1111'

test('no planted secret reaches the log, wherever it stands', () => {
  const { log, text } = listen()
  let planted = 0
  const canary = () => `canary-${String(++planted).padStart(2, '0')}-zq`

  log.info({ password: canary() }, 'plain')
  log.info({ a: { b: { c: { d: { e: { refreshToken: canary() } } } } } }, 'deep')
  log.info({ list: [{ accessToken: canary() }, { api_key: canary() }] }, 'in lists')
  log.info({ headers: { authorization: canary(), cookie: canary(), 'set-cookie': [canary()] } }, '')
  log.info({ 'X-Api-Key': canary(), clientSecret: canary(), Webhook_Secret: canary() }, 'spelt')
  log.info({ credentials: { user: canary(), pass: canary() } }, 'the whole of it')
  log.child({ sessionToken: canary() }).info('of a child')
  log.info(`connecting to postgres://me:${canary()}@db:5432/x`)
  log.error(new Error(`login failed for password=${canary()}`))
  log.error({ err: new Error('outer', { cause: new Error(`Bearer ${canary()}`) }) }, 'cause')
  log.error({ err: Object.assign(new Error('own field'), { secretKey: canary() }) }, 'field')
  log.info({ body: JSON.stringify({ token: canary(), more: 1 }) }, 'text in text')
  log.info(`GET /track?token=${canary()}&x=1`)
  log.info({ raw: `Cookie: sid=${canary()}; b=${canary()}` }, 'header line')
  log.info({ smtp: { pass: canary() } }, 'short')
  log.info({ note: `paid with ${CARD}`, cardNumber: canary() }, CARD)

  expect(planted).toBeGreaterThanOrEqual(20)
  expect(text().match(/canary-\d\d-zq/g)).toBeNull()
  expect(text()).not.toContain(CARD)
})

test('what only sounds like a secret stays readable', () => {
  const { log, last } = listen()
  const harmless = {
    orderId: '5551234567890',
    hasPassword: true,
    id: 5551234567890,
    sku: 'CARD-BOX',
  }
  log.info(harmless, 'the cardboard boxes were passed on')
  expect(last()).toMatchObject({ ...harmless, msg: 'the cardboard boxes were passed on' })
})

test('an error is written with its causes, and without the rows that PostgreSQL quotes', () => {
  const { log, last } = listen()
  const detail = 'Key (email)=(ann@example.test) already exists.'
  const cause = Object.assign(new TypeError('below'), { code: '23505', detail })
  log.error({ err: new Error('above', { cause }) }, 'failed')
  expect(last().err).toMatchObject({ type: 'Error', message: 'above' })
  expect(last().err.cause).toMatchObject({ type: 'TypeError', message: 'below', code: '23505' })
  expect(JSON.stringify(last())).not.toContain('ann@')
})

test('a line carries the id of the trace that it was written in', async () => {
  const { log, last } = listen()
  const parent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
  await withSpan('work', {}, parent, () => Promise.resolve(log.info('inside')))
  expect(last().traceId).toBe('0af7651916cd43dd8448eb211c80319c')
  log.info('outside')
  expect(last()).not.toHaveProperty('traceId')
})

test('the level changes while running', () => {
  const { log, text } = listen({ level: 'warn' })
  log.info('before')
  log.level = 'debug'
  log.debug('after')
  log.child({ part: 'x' }).debug('of a child')
  expect(text()).not.toContain('before')
  expect(text()).toContain('after')
  expect(text()).toContain('of a child')
})

test('a terminal gets one line to read, and the stack when there is one', () => {
  const { log, text } = listen({ pretty: true })
  log.warn({ target: 'stripe', tookMs: 12, token: 'abc' }, 'outbound.failed')
  expect(text()).toMatch(
    /^\d\d:\d\d:\d\d .*outbound\.failed .*target=stripe tookMs=12 token=\[hidden\]/,
  )
  log.error(new Error('broken'))
  expect(text()).toContain('  Error: broken\n')
})
