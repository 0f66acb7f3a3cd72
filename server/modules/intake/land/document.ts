import { hash } from 'node:crypto'
import type { CanonicalOrder } from '#channels'
import type { ChannelDocument, DocumentSource, StoredDocument } from '#orders'

/** Finds escaped characters that PostgreSQL refuses: NUL, and halves of a surrogate pair. */
const HARMFUL = /\\u(?:0000|d[89a-f])/i

/** The order without characters that cannot be stored; nearly always the same object. */
export const storable = (order: CanonicalOrder): CanonicalOrder => storableText(order).order

/** As `storable`, with the order as JSON, so that callers need not serialise it once more. */
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

/** The digest is over the canonical order, so two messages that mean the same have the same one. */
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
 * An order that does not say when it was placed is placed when it arrives. Said again it still is,
 * and does not differ from itself because it has arrived once more.
 */
export function placedAsBefore(
  order: CanonicalOrder,
  heardAt: Date,
  { canonical }: Pick<StoredDocument, 'canonical'>,
): CanonicalOrder {
  const stored = canonical as CanonicalOrder | null
  const isSaid = order.placedAt !== heardAt.toISOString()
  return isSaid || !stored ? order : { ...order, placedAt: stored.placedAt }
}

/**
 * Whether a purchase order came again with other content. Purchase orders have no versions, so this
 * is no newer one: its sender must cancel it and send another. Documents of different adapter
 * versions are not compared, because they may differ although the bytes are the same.
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
 * Whether an open version may be the repeat of a message from before the order was cancelled.
 * Without a time of change it could also mean that the order was opened again, but that hardly ever
 * happens, while messages are repeated all the time. If it says that more money was given back than
 * before, it cannot be a repeat.
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

/** Whether a version differs from the one that is stored and is not older than that. */
export const isNewer = (
  next: Version & { digest: Uint8Array },
  stored: Known & Pick<StoredDocument, 'digest'>,
): boolean => !Buffer.from(next.digest).equals(stored.digest) && countsBeside(next, stored)

/**
 * Whether a version counts against the one that is stored. An older version never does. Of two
 * versions with the same time of change, a fetched one outweighs one that was sent, and otherwise
 * the later arrival counts. Where one has no time of change, the version that arrived first is the
 * older one, however late its message is read.
 */
export function countsBeside(next: Version, stored: Known): boolean {
  if (next.at === null || stored.externalUpdatedAt === null) {
    return stored.heardAt === null || next.heardAt >= stored.heardAt
  }
  const [at, known] = [Date.parse(next.at), stored.externalUpdatedAt.getTime()]
  if (at !== known) return at > known
  return next.source === 'fetched' || stored.source === 'sent'
}
