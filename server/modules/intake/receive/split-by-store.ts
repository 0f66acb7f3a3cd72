import { entriesOf, findAdapter, type Message } from '#channels'
import type { StoreAccount } from '#stores'
import type { Result } from '../messages/message.ts'
import { type ByShape, storeByShape } from './store-by-shape.ts'
import { isOneOrder } from './is-one-order.ts'

const MEMBERS_MAX = 500

/** What of one post is for one store; without a store it is for the own website of the org. */
export type Share = {
  store: StoreAccount | undefined
  body: Uint8Array
  members: Member[]
}

/** One order of a post, and where it stands there. */
type Member = { at: number; body: Uint8Array }

/**
 * A post of a program may hold orders of several platforms: each store gets its own, in order.
 * What is all for one store stays as it came, byte by byte.
 */
export function sharesOf(stores: StoreAccount[], { headers, body }: Message): [Share, ...Share[]] {
  const bodies = membersIn(body) ?? [body]
  const found = bodies.map((member) => storeByShape(stores, { headers, body: member }))
  const named = new Set(found.map(storeOf).filter((store) => store !== undefined))
  // An order that no adapter can read goes to the store of the others, to be mended there.
  const [neighbour] = named.size === 1 && !found.includes('own') ? named : []
  const members = bodies.map((one, at) => ({ at, body: one }))
  const byStore = Map.groupBy(members, ({ at }) => (found[at] ? storeOf(found[at]) : neighbour))
  const [first, ...more] = [...byStore].map(([store, theirs]) => ({
    ...{ store, members: theirs },
    body: theirs.length === bodies.length ? body : listOf(theirs),
  }))
  return [first ?? { store: undefined, body, members }, ...more]
}

const storeOf = (one: ByShape): StoreAccount | undefined =>
  typeof one === 'object' && 'store' in one ? one.store : undefined

/** The orders of a list; undefined for a single one, and for a list that nobody takes. */
export function membersIn(body: Uint8Array): Uint8Array[] | undefined {
  if (isOneOrder(body)) return undefined
  const text = new TextDecoder().decode(body)
  try {
    const list = /^\s*\[/.test(text) ? entriesOf(text) : entriesOf(text, 'orders')
    const isTaken = list.length > 0 && list.length <= MEMBERS_MAX
    return isTaken ? list.map((one) => Buffer.from(one)) : undefined
  } catch {
    return undefined // What is no JSON is one thing that nobody can read.
  }
}

const listOf = (members: Member[]): Uint8Array =>
  Buffer.from(`[${members.map(({ body }) => Buffer.from(body).toString()).join(',')}]`)

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
