import { parseLossless } from '#platform/lossless-json.ts'
import type { Message, OrderPage, Range } from '../../adapter.ts'
import { at, objectOf, objectsOf } from '../shape/json.ts'
import { listedIn, together } from '../shape/raw-json.ts'
import { idOf } from '../shape/text.ts'
import { instantOf } from '../shape/time.ts'
import { askedFor } from '../asked-for.ts'
import { wholeOrAlone } from '../whole-or-alone.ts'
import { accepted, type Answer, type Api, codeOf, isMissing, type Query } from './api.ts'

const PER_PAGE = 100
/** The clock of a shop whose zone is unknown may differ from UTC by so much. */
const ZONE_MAX_MS = 14 * 3_600_000
const SECOND_MS = 1_000

export async function fetchOrder(api: Api, externalId: string): Promise<Message | undefined> {
  const answer = await api.get(`orders/${encodeURIComponent(externalId)}`)
  return isMissing(answer) ? undefined : withRefunds(api, accepted(answer).text)
}

/** The order as it came, with the lines of its refunds where it has any. */
async function withRefunds(api: Api, text: string): Promise<Message> {
  const { id, refunds } = objectOf(parseLossless(text))
  if (objectsOf(refunds).length === 0) return messageOf({ order: text, refunds: '[]' })
  const path = `orders/${idOf(id)}/refunds`
  const details = accepted(await api.get(path, { per_page: String(PER_PAGE) }))
  return messageOf({ order: text, refunds: details.text })
}

const messageOf = (parts: { order: string; refunds: string }): Message => askedFor(together(parts))

/**
 * A place in the list. Offsets shift while orders change, so a page begins at a time of change; if
 * more orders have changed in one second than fit on a page, the next page leaves out those that
 * were seen. A shop that cannot sort by change is listed by id, and each page begins with the last
 * order of the page before.
 */
type Place =
  | { by: 'modified'; afterMs: number; page: number; seen: string[] }
  | { by: 'id'; afterMs: number; offset: number; lastId: string | null }

export async function listOrders(
  api: Api,
  range: Range,
  token: string | null,
  trusted: Date,
): Promise<OrderPage> {
  const place = placeOf(token) ?? { by: 'modified', afterMs: startOf(range), page: 1, seen: [] }
  const answer = await api.get('orders', queryOf(place, range))
  if (place.by === 'modified' && cannotSort(answer)) {
    // Shops from before 2024 cannot sort by change, so all orders of the range are listed by id.
    const afterMs = startOf(range) - ZONE_MAX_MS
    return listOrders(api, range, tokenOf({ by: 'id', afterMs, offset: 0, lastId: null }), trusted)
  }
  const texts = listedIn(accepted(answer).text)
  if (place.by === 'id' && hasMovedUp(place, texts)) {
    const offset = Math.max(0, place.offset - PER_PAGE)
    return listOrders(api, range, tokenOf({ ...place, offset }), trusted)
  }
  const inRange = texts.filter((text) => isIn(text, range))
  const orders: Message[] = []
  for (const text of inRange) {
    orders.push(await wholeOrAlone(() => withRefunds(api, text), text))
  }
  const next = texts.length < PER_PAGE ? null : nextPlace(place, texts)
  const through = next ? new Date(reachedBy(place, texts, range)) : earlier(range.to, trusted)
  return { orders, next: next && tokenOf(next), through }
}

/**
 * Whether orders have moved up in a list by id, because others went to the bin: then some were not
 * seen.
 */
const hasMovedUp = ({ offset, lastId }: Place & { by: 'id' }, [first]: string[]): boolean =>
  offset > 0 && lastId !== null && (first === undefined || Number(idIn(first)) > Number(lastId))

function queryOf(place: Place, { to }: Range): Query {
  return {
    modified_after: naive(place.afterMs),
    // By id the range has no end: an order that changes meanwhile would leave the list and shift
    // it.
    ...(place.by === 'modified'
      ? { modified_before: naive(+to + SECOND_MS), page: String(place.page) }
      : { offset: String(place.offset) }),
    ...(place.by === 'modified' && place.seen.length > 0 && { exclude: place.seen.join(',') }),
    // Otherwise the times would be those of the shop's own clock.
    dates_are_gmt: 'true',
    orderby: place.by,
    order: 'asc',
    per_page: String(PER_PAGE),
    status: 'any',
  }
}

const naive = (ms: number): string => new Date(ms).toISOString().slice(0, 19)

/** The start in whole seconds, one earlier, since the bound itself is excluded. */
const startOf = ({ from }: Range): number => Math.floor(+from / SECOND_MS - 1) * SECOND_MS

const cannotSort = (answer: Answer): boolean =>
  answer.status === 400 &&
  codeOf(answer) === 'rest_invalid_param' &&
  at(answer.json, 'data', 'params', 'orderby') !== undefined

function nextPlace(place: Place, texts: string[]): Place {
  if (place.by === 'id') {
    return { ...place, offset: place.offset + texts.length - 1, lastId: idIn(texts.at(-1)!) }
  }
  const lastMs = modifiedMs(texts.at(-1)!)
  if (lastMs === null) return { ...place, page: place.page + 1 }
  const afterMs = lastMs - SECOND_MS
  if (afterMs > place.afterMs) return { by: 'modified', afterMs, page: 1, seen: [] }
  return { ...place, seen: [...place.seen, ...texts.flatMap((text) => idIn(text) ?? [])] }
}

const idIn = (text: string): string | null => idOf(at(parseLossless(text), 'id'))

/** Everything up to the last listed change has been seen, unless the list is by id. */
function reachedBy(place: Place, texts: string[], { from }: Range): number {
  const lastMs = place.by === 'modified' ? modifiedMs(texts.at(-1)!) : null
  return Math.max(+from, (lastMs ?? 0) - SECOND_MS)
}

const earlier = (a: Date, b: Date): Date => (a < b ? a : b)

function isIn(text: string, range: Range): boolean {
  const ms = modifiedMs(text)
  return ms === null || (ms >= startOf(range) && ms <= +range.to)
}

function modifiedMs(text: string): number | null {
  const instant = instantOf(at(parseLossless(text), 'date_modified_gmt'))
  return instant === null ? null : Date.parse(instant)
}

const tokenOf = (place: Place): string => JSON.stringify(place)

const placeOf = (token: string | null): Place | undefined =>
  token === null ? undefined : (JSON.parse(token) as Place)
