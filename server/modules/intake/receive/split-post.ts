import { findAdapter, type Message, ORDERS_OF_MESSAGE_MAX } from '#channels'
import type { StoreAccount } from '#stores'
import type { Result } from '../messages/message.ts'
import { countOrders, listOf, ordersIn } from './list-of-orders.ts'
import { type ByShape, storeByShape } from './store-by-shape.ts'

/** What of one post is for one store; without a store it is for the own website of the org. */
export type Share = {
  store: StoreAccount | undefined
  /** One body for each message that it becomes. */
  bodies: Uint8Array[]
  members: Member[]
}

/** One order of a post, and where it stands there. */
type Member = { at: number; body: Uint8Array }

/**
 * A post of a program may hold orders of several platforms: each store gets its own, in order.
 * What is all for one store stays as it came, byte by byte, if it fits into one message.
 */
export function sharesOf(stores: StoreAccount[], { headers, body }: Message): [Share, ...Share[]] {
  const count = countOrders(body)
  const bodies = ordersIn(body) ?? [body]
  const found = bodies.map((member) => storeByShape(stores, { headers, body: member }))
  const named = new Set(found.map(storeOf).filter((store) => store !== undefined))
  // An order that no adapter can read goes to the store of the others, to be mended there.
  const [neighbour] = named.size === 1 && !found.includes('own') ? named : []
  const members = bodies.map((one, at) => ({ at, body: one }))
  const byStore = Map.groupBy(members, ({ at }) => (found[at] ? storeOf(found[at]) : neighbour))
  const [first, ...more] = [...byStore].map(([store, theirs]): Share => {
    const isAll = theirs.length === bodies.length && count <= ORDERS_OF_MESSAGE_MAX
    return { store, members: theirs, bodies: isAll ? [body] : inMessages(theirs) }
  })
  return [first ?? { store: undefined, bodies: [body], members }, ...more]
}

const storeOf = (one: ByShape): StoreAccount | undefined =>
  typeof one === 'object' && 'store' in one ? one.store : undefined

/** The bodies of the messages that a post becomes which is all for one store: nearly always one. */
export function messagesOf(body: Uint8Array): Uint8Array[] {
  if (countOrders(body) <= ORDERS_OF_MESSAGE_MAX) return [body]
  return inMessages((ordersIn(body) ?? []).map((order) => ({ body: order })))
}

function inMessages(members: Pick<Member, 'body'>[]): Uint8Array[] {
  const bodies: Uint8Array[] = []
  for (let at = 0; at < members.length; at += ORDERS_OF_MESSAGE_MAX) {
    const some = members.slice(at, at + ORDERS_OF_MESSAGE_MAX)
    bodies.push(listOf(some.map(({ body }) => body)))
  }
  return bodies
}

type Placed = { at: number; result: Result }

/** What became of each order, in the order of the post. */
export function inTheirPlaces(
  posts: { account: StoreAccount; members: Member[] }[],
  results: Result[][],
): Result[] {
  if (posts.length === 1) return results[0] ?? []
  const placed = posts.flatMap(({ account, members }, nth): Placed[] => {
    const adapter = findAdapter(account.platform)
    // An order may have more than one result, such as one that is landed and fetched as well.
    const places = members.flatMap((member) =>
      (adapter?.read({ headers: {}, body: member.body }) ?? []).map(() => member),
    )
    const theirs = results[nth] ?? []
    const isEach = places.length === theirs.length
    return theirs.map((result, i) => ({ at: (isEach ? places[i] : members[0])?.at ?? 0, result }))
  })
  return placed.toSorted((a, b) => a.at - b.at).map(({ result }) => result)
}
