import { hash } from 'node:crypto'
import type { Headers, Message, Reading } from '#channels'
import type { StoreAccount } from '#stores'

/** A message with all that is needed to read it, now or in a year. */
export type Incoming = {
  id: string
  receivedAt: Date
  account: StoreAccount
  /** Whether it was sent to us, or is the answer to a question of ours. */
  source: 'sent' | 'fetched'
  headers: Headers
  body: Uint8Array
}

export type Verdict =
  | 'working'
  | 'created'
  | 'updated'
  | 'duplicate'
  | 'ignored'
  | 'parked'
  | 'fetching'
  | 'waiting'
  | 'discarded'

/** What became of one order of a message. */
export type Result = {
  status: 'created' | 'updated' | 'duplicate' | 'ignored' | 'parked' | 'queued'
  externalId: string | null
  orderId: string | null
  reason?: string
  /** The order is known with other content, and orders of its kind do not change. */
  refusal?: 'changed_duplicate'
  processedAt?: string
  /**
   * The order has no time of change, so the same bytes may be news again after others have come.
   */
  isTimeless?: true
  /** It is a part, such as a cancellation, which waits for its order and is not to be fetched. */
  isPart?: true
}

/** The platform's id of the order, or of the person, that a reading is about. */
export function idOf(reading: Reading): string | null {
  if (reading.type === 'order') return reading.order.externalId
  return 'externalId' in reading ? reading.externalId : null
}

/** When a message arrived. Its id contains the time, so callers need not be given both. */
export const timeOfId = (id: string): Date =>
  new Date(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16))

const digests = new WeakMap<Uint8Array, Buffer>()

/** Computed once for a body: to look for a repeat, and to keep the message. */
export function digestOf(body: Uint8Array): Buffer {
  const known = digests.get(body)
  if (known) return known
  const digest = hash('sha256', body, 'buffer')
  digests.set(body, digest)
  return digest
}

/** Headers that only we may set; they are dropped from what comes from outside. */
const OURS = /^x-penstock-(source|received-at|erased)$/
const SECRET = /authorization|cookie|token|api-?key|secret/
const OF_THE_WAY = new RegExp(
  '^(?:host|connection|content-length|accept|accept-encoding|te|via|forwarded|expect|x-real-ip)$' +
    '|^x-forwarded-|^cf-|^traceparent$|^tracestate$',
)

/** The headers that an adapter may look at, in small letters, each with its first value. */
export function headersOf(raw: Readonly<Record<string, string | string[] | undefined>>): Headers {
  const pairs = Object.entries(raw).flatMap(([name, value]): [string, string][] => {
    const first = Array.isArray(value) ? value[0] : value
    return first === undefined || OURS.test(name) ? [] : [[name.toLowerCase(), first]]
  })
  return Object.fromEntries(pairs)
}

/** The headers that are kept: no credentials, and none that only proxies and connections need. */
export function keptHeaders(headers: Headers): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !SECRET.test(name) && !OF_THE_WAY.test(name))
      .map(([name, value]) => [name, value.replaceAll('\0', '').toWellFormed().slice(0, 1_000)]),
  )
}

/** The message as an adapter reads it. */
export const messageOf = ({ headers, body, source, receivedAt, account }: Incoming): Message => ({
  headers: {
    ...headers,
    'x-penstock-received-at': receivedAt.toISOString(),
    // A client has set the source itself where a list says less than a fetch of the order would.
    ...(source === 'fetched' && { 'x-penstock-source': askedBy(headers) }),
  },
  body,
  settings: account.settings,
})

const askedBy = (headers: Headers): string => headers['x-penstock-source'] ?? 'fetch'

/** Whether this is the answer to a fetch of one order, and not an entry of a list or a queue. */
export const isAnswer = ({ source, headers }: Pick<Incoming, 'source' | 'headers'>): boolean =>
  source === 'fetched' && askedBy(headers) === 'fetch'

const TOPIC = ['x-shopify-topic', 'x-wc-webhook-topic', 'x-event-type', 'x-topic']

export const topicOf = (headers: Headers): string | null =>
  TOPIC.map((name) => headers[name])
    .find((topic) => topic !== undefined)
    ?.slice(0, 100) ?? null
