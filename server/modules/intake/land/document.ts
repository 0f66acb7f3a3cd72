import { hash } from 'node:crypto'
import type { CanonicalOrder } from '#channels'
import type { ChannelDocument, DocumentSource, StoredDocument } from '#orders'

/** What neither PostgreSQL nor any terminal can hold: NUL, and half a pair of surrogates. */
const HARMFUL = /\\u(?:0000|d[89a-f])/i

/** The order without characters that cannot be stored; nearly always the very same. */
export const storable = (order: CanonicalOrder): CanonicalOrder => storableText(order).order

/** The same with its text, so that it need not be written twice. */
export function storableText(order: CanonicalOrder): { order: CanonicalOrder; text: string } {
  const text = JSON.stringify(order)
  if (!HARMFUL.test(text)) return { order, text }
  const clean = JSON.parse(text, (_name, value: unknown) =>
    typeof value === 'string' ? value.replaceAll('\0', '').toWellFormed() : value,
  ) as CanonicalOrder
  return { order: clean, text: JSON.stringify(clean) }
}

/** How a version was learned, and with which adapter it was read. */
export type Origin = { adapterVersion: number; source: DocumentSource; heardAt: Date | null }

/** Two messages that mean the same have the same digest, in whatever words they said it. */
export function documentOf(
  order: CanonicalOrder,
  origin: Origin,
  canonical = JSON.stringify(order),
): ChannelDocument {
  return {
    canonical,
    digest: hash('sha256', canonical, 'buffer'),
    number: order.number,
    flags: [...new Set<string>(order.flags)],
    adapterVersion: origin.adapterVersion,
    source: origin.source,
    cancelRequested: order.cancelRequested,
    acceptBy: order.acceptBy ? new Date(order.acceptBy) : null,
    heardAt: origin.heardAt,
  }
}

/**
 * A purchase order has no versions: with other content it is not a newer one, and whoever sends it
 * must cancel it and send another. Read by another adapter the same bytes may differ.
 */
export const isChangedDuplicate = (
  order: Pick<CanonicalOrder, 'kind' | 'externalUpdatedAt'>,
  next: Pick<ChannelDocument, 'digest' | 'adapterVersion'>,
  stored: Pick<StoredDocument, 'digest' | 'adapterVersion'>,
): boolean =>
  order.kind === 'b2b_purchase_order' &&
  order.externalUpdatedAt === null &&
  next.adapterVersion === stored.adapterVersion &&
  !Buffer.from(next.digest).equals(stored.digest)

type Said = Pick<CanonicalOrder, 'lifecycle' | 'externalUpdatedAt' | 'totals'>

/**
 * Without a time of change, an order that was opened again looks the same as its first message sent
 * once more after the cancellation. Cancelled orders are hardly ever opened again and messages are
 * repeated all the time, so it counts as a repeat. With more money given back than before it cannot
 * be one.
 */
export function mayBeOlderThanCancelling(order: Said, { canonical }: StoredDocument): boolean {
  const stored = canonical as CanonicalOrder | null
  return (
    order.externalUpdatedAt === null &&
    (order.lifecycle === 'open' || order.lifecycle === 'pending') &&
    stored?.lifecycle === 'cancelled' &&
    (order.totals.refundedMinor ?? 0) <= (stored.totals.refundedMinor ?? 0)
  )
}

type Version = { at: string | null; source: DocumentSource; heardAt: Date }
type Known = Pick<StoredDocument, 'externalUpdatedAt' | 'source' | 'heardAt'>

/** Whether a version is news: it counts beside the one that is here, and says something else. */
export const isNewer = (
  next: Version & { digest: Uint8Array },
  stored: Known & Pick<StoredDocument, 'digest'>,
): boolean => !Buffer.from(next.digest).equals(stored.digest) && countsBeside(next, stored)

/**
 * Whether a version counts against the one that is stored. An older one never does; without a time
 * of change, the one that arrived earlier is older, however late it is read. With the same time,
 * what we asked for counts more than what was sent, and otherwise the later arrival counts.
 */
export function countsBeside(next: Version, stored: Known): boolean {
  if (next.at === null || stored.externalUpdatedAt === null) {
    return stored.heardAt === null || next.heardAt >= stored.heardAt
  }
  const [at, known] = [Date.parse(next.at), stored.externalUpdatedAt.getTime()]
  if (at !== known) return at > known
  return next.source === 'fetched' || stored.source === 'sent'
}
