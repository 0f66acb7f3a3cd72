import { parseLossless } from '#platform/lossless-json.ts'
import { ChannelFailure, type Message, type OrderPage, type Range } from '../../adapter.ts'
import { at } from '../shape/json.ts'
import { listedIn } from '../shape/raw-json.ts'
import { instantOf } from '../shape/time.ts'
import { type Api, jsonIn } from './api.ts'
import { FETCHED } from './headers.ts'
import { missingScopes } from './scopes.ts'

const PAGE_SIZE = 250
/** The list leaves older orders out without a word, unless the app may read all orders. */
const VISIBLE_DAYS = 60

export async function fetchOrder(api: Api, externalId: string): Promise<Message | undefined> {
  if (!/^\d{1,20}$/.test(externalId)) return undefined
  const reply = await api.get(`orders/${externalId}.json`, [404])
  if (reply.status === 404) return undefined
  // This refuses HTML, which would otherwise be kept as if it were the order.
  jsonIn(reply)
  return { headers: FETCHED, body: reply.body }
}

/**
 * Orders of any status by the time of their change. Further pages are known only from the `Link` of
 * the one before, and accept no filters beside it. A full page without a `Link` is followed by one
 * that begins at the last time of change.
 */
export async function listOrders(
  api: Api,
  range: Range,
  page: string | null,
  now: Date,
): Promise<OrderPage> {
  if (page === null) await refuseWhatIsHidden(api, range, now)
  const query = queryOf(range, page)
  const reply = await api.get(
    `orders.json?${new URLSearchParams({ limit: `${PAGE_SIZE}`, ...query })}`,
  )
  jsonIn(reply)
  const link = reply.header('link')
  const texts = listedIn(new TextDecoder().decode(reply.body), 'orders')
  return {
    orders: texts.map((text) => ({ headers: FETCHED, body: new TextEncoder().encode(text) })),
    next: link === '' ? pageWithoutLink(texts) : nextPageOf(link),
    through: range.to < now ? range.to : now,
  }
}

/** Begins the name of a page that is asked for by time, which no `page_info` can begin with. */
const SINCE = 'since '

function queryOf(range: Range, page: string | null): Record<string, string> {
  if (page === null) return filtersOf(range)
  if (!page.startsWith(SINCE)) return { page_info: page }
  return filtersOf({ ...range, from: new Date(page.slice(SINCE.length)) })
}

/**
 * A full page without any `Link` may be all there is, or a proxy has taken the header away. Only a
 * page that is not full is an end then, so the list goes on at the last time of change.
 */
function pageWithoutLink(texts: string[]): string | null {
  if (texts.length < PAGE_SIZE) return null
  const [first, last] = [changedAt(texts[0]!), changedAt(texts.at(-1)!)]
  if (last !== null && last !== first) return SINCE + last
  throw new ChannelFailure('again', NOT_SAID)
}

/** When all orders of a page were changed in the same second, a page from then on is the same. */
const NOT_SAID =
  'it sent a full page of orders and does not say whether there are more: its answer has no ' +
  'header Link, which a proxy may have taken away'

const changedAt = (text: string): string | null => instantOf(at(parseLossless(text), 'updated_at'))

const filtersOf = ({ from, to }: Range) => ({
  status: 'any',
  updated_at_min: from.toISOString(),
  updated_at_max: to.toISOString(),
  order: 'updated_at asc',
})

async function refuseWhatIsHidden(api: Api, { from }: Range, now: Date): Promise<void> {
  const ageDays = (now.getTime() - from.getTime()) / 86_400_000
  if (ageDays < VISIBLE_DAYS) return
  const missing = await missingScopes(api, ['read_all_orders'])
  if (missing.length === 0) return
  throw new ChannelFailure(
    'rejected',
    `orders older than ${VISIBLE_DAYS} days are shown only to an app with the permission ` +
      'read_all_orders: ask for it in the Partner Dashboard, or choose a later start',
  )
}

/** Finds the token in a header such as `<https://…?page_info=abc&limit=250>; rel="next"`. */
export function nextPageOf(link: string): string | null {
  for (const part of link.split(',')) {
    const match = /<([^>]*)>\s*;\s*rel="?next"?/.exec(part)
    const page = match && URL.parse(match[1] ?? '')?.searchParams.get('page_info')
    if (page) return page
  }
  return null
}
