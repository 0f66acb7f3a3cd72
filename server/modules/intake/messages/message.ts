import { hash } from 'node:crypto'
import type { Headers, Message, Reading } from '#channels'
import type { StoreAccount } from '#stores'

/** What arrived, from whom, and when: all that is needed to read it now or in a year. */
export type Incoming = {
  id: string
  receivedAt: Date
  account: StoreAccount
  /** Sent to us, or asked for by us. */
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
  /** The order is known with other content, and does not change. */
  refusal?: 'changed_duplicate'
  processedAt?: string
  /** Without a time of change the same bytes may be news once more, after others have come. */
  isTimeless?: true
}

/** The platform's id of the order, or of the person, that a reading is about. */
export function idOf(reading: Reading): string | null {
  if (reading.type === 'order') return reading.order.externalId
  return 'externalId' in reading ? reading.externalId : null
}

/** The time stands in the id, so that nobody has to remember both. */
export const timeOfId = (id: string): Date =>
  new Date(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16))

const digests = new WeakMap<Uint8Array, Buffer>()

/**
 * Remembered for a body, because it is needed to look for a repeat and again to keep the message.
 */
export function digestOf(body: Uint8Array): Buffer {
  const known = digests.get(body)
  if (known) return known
  const digest = hash('sha256', body, 'buffer')
  digests.set(body, digest)
  return digest
}

// Ours alone: whoever sends them from outside is not believed.
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

/** Those that are kept: nothing that opens a door, and nothing that says only how it travelled. */
export function keptHeaders(headers: Headers): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !SECRET.test(name) && !OF_THE_WAY.test(name))
      .map(([name, value]) => [name, value.replaceAll('\0', '').toWellFormed().slice(0, 1_000)]),
  )
}

/** As an adapter reads it. */
export const messageOf = ({ headers, body, source, receivedAt, account }: Incoming): Message => ({
  headers: {
    ...headers,
    'x-penstock-received-at': receivedAt.toISOString(),
    // A client says so itself where a list tells less than a question for one order.
    ...(source === 'fetched' && { 'x-penstock-source': askedBy(headers) }),
  },
  body,
  settings: account.settings,
})

const askedBy = (headers: Headers): string => headers['x-penstock-source'] ?? 'fetch'

/** Whether we asked for this one order, and did not find it in a list or a queue. */
export const isAnswer = ({ source, headers }: Pick<Incoming, 'source' | 'headers'>): boolean =>
  source === 'fetched' && askedBy(headers) === 'fetch'

const TOPIC = ['x-shopify-topic', 'x-wc-webhook-topic', 'x-event-type', 'x-topic']

export const topicOf = (headers: Headers): string | null =>
  TOPIC.map((name) => headers[name])
    .find((topic) => topic !== undefined)
    ?.slice(0, 100) ?? null
