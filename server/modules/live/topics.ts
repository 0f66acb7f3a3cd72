import type { Permission } from '#access'
import type { LiveEvent, Topic } from './contract.ts'

/** The permission for each topic; it is the one for reading the same through the API. */
export const TOPIC_PERMISSIONS: Readonly<Record<Topic, Permission>> = {
  orders: 'orders.read',
  stock: 'stock.read',
  stores: 'channels.read',
  customers: 'customers.read',
  notifications: 'notifications.read',
  jobs: 'jobs.read',
  integrity: 'integrity.read',
}

const BY_NOUN: Readonly<Record<string, Topic>> = {
  order: 'orders',
  payment: 'orders',
  bulk: 'orders',
  stock: 'stock',
  location: 'stock',
  product: 'stock',
  store: 'stores',
  listing: 'stores',
  message: 'stores',
  customer: 'customers',
  notification: 'notifications',
  dead_letter: 'jobs',
  books: 'integrity',
}

/**
 * The topic of an event, whose type is `noun.past_participle`. Events that nobody should see have
 * no topic.
 */
export const topicOf = (type: string): Topic | undefined => BY_NOUN[type.split('.')[0]!]

/**
 * The fields that are sent. None holds a name, an address or a text that somebody wrote: those are
 * read through the API.
 */
const FACTS = [
  ...['orderId', 'number', 'storeId', 'status', 'payment', 'currency', 'grandTotalMinor'],
  ...['sku', 'locationId', 'onHand', 'reserved', 'available', 'threshold', 'runId', 'listingId'],
  ...['state', 'clean', 'findings', 'job', 'isTest', 'platform', 'verdict'],
]

/** Events whose reason is one of a few words of ours; every other reason was typed by somebody. */
const WITH_REASON = new Set(['order.held', 'order.released'])

/** Picks the few facts of an event that are shown in the feed. */
export function factsOf(type: string, data: Record<string, unknown>): LiveEvent['facts'] {
  const after = isRecord(data['after']) ? data['after'] : {}
  const all: Record<string, unknown> = { ...after, ...data }
  const names = WITH_REASON.has(type) ? [...FACTS, 'reason'] : FACTS
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = all[name]
      return isFact(value) ? [[name, value] as const] : []
    }),
  )
}

const TEXT_MAX = 80

const isFact = (value: unknown): value is string | number | boolean =>
  (typeof value === 'string' && value.length <= TEXT_MAX) ||
  typeof value === 'number' ||
  typeof value === 'boolean'

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
