import { type LosslessObject, parseLossless } from '#platform/lossless-json.ts'
import type { Message, OrderPage, Range } from '../../adapter.ts'
import { at, isTrue, objectOf } from '../shape/json.ts'
import { listedIn, together } from '../shape/raw-json.ts'
import { idOf, textOf } from '../shape/text.ts'
import { instantOf } from '../shape/time.ts'
import { askedFor } from '../asked-for.ts'
import { wholeOrAlone } from '../whole-or-alone.ts'
import { accepted, type Api, isMissing } from './api.ts'
import { INCOMPLETE } from './status.ts'
import { wholeOf } from './whole-list.ts'

/** Each order costs several more calls, so a page of this size takes half a window of the quota. */
const PER_PAGE = 20
const SECOND_MS = 1_000
const NO_CONTENT = 204

export async function fetchOrder(api: Api, externalId: string): Promise<Message | undefined> {
  const answer = await api.get(`v2/orders/${encodeURIComponent(externalId)}`)
  return isMissing(answer) ? undefined : withParts(api, accepted(answer).text)
}

/**
 * The order with its parts, each text as it came. Parts that the order does not have are not asked
 * for.
 */
async function withParts(api: Api, text: string): Promise<Message> {
  const order = objectOf(parseLossless(text))
  if (textOf(order['status_id']) === INCOMPLETE) return messageOf({ order: text })
  const path = `v2/orders/${idOf(order['id'])}`
  const parts: Record<string, string> = { order: text }
  for (const [name, source] of sourcesOf(order, path)) {
    parts[name] = await wholeOf(api, source)
  }
  return messageOf(parts)
}

function sourcesOf(order: LosslessObject, path: string): [name: string, source: string][] {
  const isMore = (field: string) => Number(textOf(order[field]) ?? '1') > 0
  const sources: [string, string][] = [['products', `${path}/products`]]
  if (!isTrue(order['order_is_digital'])) {
    // An order without an address is collected by its buyer, and only its consignments say so.
    const where = isMore('shipping_address_count') ? 'shipping_addresses' : 'consignments'
    sources.push([where, `${path}/${where}`])
  }
  if (isMore('coupon_discount')) sources.push(['coupons', `${path}/coupons`])
  if (!Array.isArray(order['fees'])) sources.push(['fees', `${path}/fees`])
  if (isMore('items_shipped')) sources.push(['shipments', `${path}/shipments`])
  // The order does not say whether money went back: `refunded_amount` is always zero.
  sources.push(['refunds', `${path.replace('v2/', 'v3/')}/payment_actions/refunds`])
  return sources
}

const messageOf = (parts: Record<string, string>): Message =>
  askedFor(together({ products: '[]', ...parts }))

/**
 * A place in the list. Offsets shift while orders change, so a page begins at a time of change. If
 * more orders have changed in one second than fit on a page, that second is walked by id. Archived
 * orders stand in a list of their own, which is walked after the other one, because a merchant may
 * archive an order before anybody has seen it.
 */
type Place = { afterMs: number; afterId: string | null; isArchived: boolean }

export async function listOrders(
  api: Api,
  range: Range,
  token: string | null,
  trusted: Date,
): Promise<OrderPage> {
  const place = token === null ? startOf(range, false) : (JSON.parse(token) as Place)
  const answer = await api.get('v2/orders', queryOf(place, range))
  // BigCommerce writes an empty list as no body, and only with this status.
  const texts = answer.status === NO_CONTENT ? [] : listedIn(accepted(answer).text)
  const orders: Message[] = []
  for (const text of texts) {
    orders.push(await wholeOrAlone(() => withParts(api, text), text))
  }
  const next = nextPlace(place, texts, range) ?? (place.isArchived ? null : startOf(range, true))
  const through = next ? new Date(Math.max(+range.from, next.afterMs)) : earlier(range.to, trusted)
  return { orders, next: next && JSON.stringify(next), through }
}

function startOf({ from }: Range, isArchived: boolean): Place {
  const afterMs = Math.floor(+from / SECOND_MS) * SECOND_MS
  return { afterMs, afterId: null, isArchived }
}

function queryOf({ afterMs, afterId, isArchived }: Place, { to }: Range): Record<string, string> {
  const since = {
    ...{ min_date_modified: new Date(afterMs).toISOString(), limit: String(PER_PAGE) },
    ...(isArchived && { is_deleted: 'true' }),
  }
  if (afterId === null) {
    const until = new Date(+to + SECOND_MS).toISOString()
    return { ...since, max_date_modified: until, sort: 'date_modified:asc' }
  }
  const minId = String(BigInt(afterId) + 1n)
  return { ...since, max_date_modified: since.min_date_modified, sort: 'id:asc', min_id: minId }
}

function nextPlace(place: Place, texts: string[], { to }: Range): Place | null {
  const { afterMs, afterId } = place
  const isFull = texts.length >= PER_PAGE
  if (afterId !== null) {
    if (isFull) return { ...place, afterId: idIn(texts.at(-1)!) }
    const nextMs = afterMs + SECOND_MS
    return nextMs > +to ? null : { ...place, afterMs: nextMs, afterId: null }
  }
  if (!isFull) return null
  const lastMs = modifiedMs(texts.at(-1)!) ?? afterMs
  return lastMs > afterMs ? { ...place, afterMs: lastMs } : { ...place, afterId: '0' }
}

const earlier = (a: Date, b: Date): Date => (a < b ? a : b)

/** The id after which the list goes on. An order without a number makes it begin anew. */
function idIn(text: string): string {
  const id = idOf(at(parseLossless(text), 'id')) ?? ''
  return /^\d+$/.test(id) ? id : '0'
}

function modifiedMs(text: string): number | null {
  const instant = instantOf(at(parseLossless(text), 'date_modified'))
  return instant === null ? null : Date.parse(instant)
}
