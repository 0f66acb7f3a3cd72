import { ChannelFailure, type Message, type OrderPage, type Range } from '../../adapter.ts'
import { listedIn } from '../shape/raw-json.ts'
import { type Api, jsonIn } from './api.ts'
import { FETCHED } from './headers.ts'
import { missingScopes } from './scopes.ts'

const PAGE_SIZE = 250
/** Older orders are left out of the list, in silence, unless the app may see all of them. */
const VISIBLE_DAYS = 60

export async function fetchOrder(api: Api, externalId: string): Promise<Message | undefined> {
  if (!/^\d{1,20}$/.test(externalId)) return undefined
  const reply = await api.get(`orders/${externalId}.json`, [404])
  if (reply.status === 404) return undefined
  // A page for people would be kept as if it were the order.
  jsonIn(reply)
  return { headers: FETCHED, body: reply.body }
}

/**
 * Orders of any status by the time of their change. Further pages are known only from the `Link` of
 * the one before, and accept no filters beside it.
 */
export async function listOrders(
  api: Api,
  range: Range,
  page: string | null,
  now: Date,
): Promise<OrderPage> {
  if (page === null) await refuseWhatIsHidden(api, range, now)
  const query = page === null ? filtersOf(range) : { page_info: page }
  const reply = await api.get(
    `orders.json?${new URLSearchParams({ limit: `${PAGE_SIZE}`, ...query })}`,
  )
  jsonIn(reply)
  return {
    orders: listedIn(new TextDecoder().decode(reply.body), 'orders').map((order) => ({
      headers: FETCHED,
      body: new TextEncoder().encode(order),
    })),
    next: nextPageOf(reply.header('link')),
    through: range.to < now ? range.to : now,
  }
}

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

/** `<https://…?page_info=abc&limit=250>; rel="next"`, among others. */
export function nextPageOf(link: string): string | null {
  for (const part of link.split(',')) {
    const match = /<([^>]*)>\s*;\s*rel="?next"?/.exec(part)
    const page = match && URL.parse(match[1] ?? '')?.searchParams.get('page_info')
    if (page) return page
  }
  return null
}
