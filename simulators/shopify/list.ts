import type { FastifyReply, FastifyRequest } from 'fastify'
import { compact } from '../frame/wire.ts'
import type { World } from './changes.ts'
import { orderWire } from './render.ts'
import type { Order } from './shop.ts'

type Filters = { status: string; from: number; to: number }
type Cursor = Filters & { afterMs: number; afterId: string }

const VISIBLE_MS = 60 * 86_400_000
const ALLOWED_BESIDE_A_PAGE = new Set(['page_info', 'limit', 'fields'])

/** Open ones only unless asked otherwise, and nothing old without the permission; never a word. */
export function listOrders({ frame, shop }: World, request: FastifyRequest, reply: FastifyReply) {
  const query = request.query as Record<string, string>
  const limit = Math.min(250, Math.max(1, Number(query['limit'] ?? 50)))
  const { page_info: pageInfo } = query
  const unfit = Object.keys(query).find((name) => !ALLOWED_BESIDE_A_PAGE.has(name))
  if (pageInfo !== undefined && unfit) {
    const words = `${unfit} cannot be passed when page_info is present. See the documentation.`
    return reply.code(400).send(compact({ errors: { [unfit]: words } }))
  }
  const cursor = pageInfo === undefined ? { ...filtersIn(query), ...FIRST } : cursorIn(pageInfo)
  if (!cursor) return reply.code(400).send(compact({ errors: { page_info: 'Invalid value.' } }))

  const oldestMs = shop.scopes.has('read_all_orders') ? 0 : frame.clock.now().getTime() - VISIBLE_MS
  const matching = [...shop.orders.values()]
    .filter((order) => order.createdMs >= oldestMs && fits(order, cursor))
    .toSorted((a, b) => secondOf(a) - secondOf(b) || Number(a.id - b.id))
    .filter((order) => isAfter(order, cursor))
  const page = matching.slice(0, limit)
  const last = page.at(-1)
  if (last && matching.length > limit) {
    const next = { ...cursor, afterMs: secondOf(last), afterId: String(last.id) }
    const path = `${request.url.split('?')[0]}?limit=${limit}&page_info=${tokenOf(next)}`
    reply.header('link', `<${frame.url()}${path}>; rel="next"`)
  }
  return reply.send(compact({ orders: page.map(orderWire) }))
}

const FIRST = { afterMs: -1, afterId: '0' }

const filtersIn = (query: Record<string, string>): Filters => ({
  status: query['status'] ?? 'open',
  from: Date.parse(query['updated_at_min'] ?? '1970-01-01'),
  to: Date.parse(query['updated_at_max'] ?? '2999-01-01'),
})

/** Times have whole seconds there. */
const secondOf = ({ updatedMs }: Order) => Math.floor(updatedMs / 1_000) * 1_000

function fits(order: Order, { status, from, to }: Filters): boolean {
  const own = order.cancelledMs !== null ? 'cancelled' : order.closedMs === null ? 'open' : 'closed'
  const updated = secondOf(order)
  const isWanted = status === 'any' || status === own
  return isWanted && updated >= Math.floor(from / 1_000) * 1_000 && updated <= to
}

const isAfter = (order: Order, { afterMs, afterId }: Cursor) =>
  secondOf(order) > afterMs || (secondOf(order) === afterMs && order.id > BigInt(afterId))

const tokenOf = (cursor: Cursor) => Buffer.from(JSON.stringify(cursor)).toString('base64url')

function cursorIn(token: string): Cursor | undefined {
  try {
    return JSON.parse(Buffer.from(token, 'base64url').toString()) as Cursor
  } catch {
    return undefined
  }
}
