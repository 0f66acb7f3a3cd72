import type { Lossless } from '#platform/lossless-json.ts'
import type { Message } from '../../adapter.ts'
import type { CanonicalFulfillment, CanonicalLifecycle, CanonicalPayment } from '../../canonical.ts'
import { textOf } from '../shape/text.ts'

export type Axes = {
  payment: CanonicalPayment
  fulfillment: CanonicalFulfillment
  lifecycle: CanonicalLifecycle
}

const axes = (
  payment: CanonicalPayment,
  fulfillment: CanonicalFulfillment,
  lifecycle: CanonicalLifecycle,
): Axes => ({ payment, fulfillment, lifecycle })

const STATUSES = new Map<string, Axes>([
  ['pending', axes('pending', 'unfulfilled', 'open')],
  ['on-hold', axes('pending', 'unfulfilled', 'open')],
  ['processing', axes('paid', 'unfulfilled', 'open')],
  ['ready-for-pickup', axes('paid', 'ready_for_pickup', 'open')],
  ['completed', axes('paid', 'fulfilled', 'closed')],
  ['cancelled', axes('voided', 'unfulfilled', 'cancelled')],
  ['refunded', axes('refunded', 'unfulfilled', 'closed')],
  ['failed', axes('failed', 'unfulfilled', 'open')],
])

const DRAFTS: ReadonlySet<string> = new Set(['draft', 'auto-draft', 'new', 'checkout-draft'])

/** The status without the prefix of the database, which some plugins write. */
export const slugOf = (status: string): string => status.toLowerCase().replace(/^wc-/, '')

export const isDraft = (slug: string): boolean => DRAFTS.has(slug)

/** The three axes of a status; undefined for one that a plugin has added. */
export const axesOf = (slug: string): Axes | undefined => STATUSES.get(slug)

/**
 * The standard status that a status counts as. The org may map a word of a plugin to one, and may
 * also give a standard word another meaning.
 */
export function countedAs(
  status: Lossless | undefined,
  settings: Message['settings'] = {},
): string {
  const slug = slugOf(textOf(status) ?? '')
  const map = Object.entries((settings['statusMap'] as Record<string, string> | undefined) ?? {})
  const said = map.find(([word]) => slugOf(word) === slug)?.[1]
  return said === undefined ? slug : slugOf(said)
}

/** For an unknown status: nothing is shipped, and nothing counts as paid. */
export const UNKNOWN: Axes = axes('pending', 'unfulfilled', 'open')
