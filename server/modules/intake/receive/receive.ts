import { type Adapter, findAdapter, type Headers, listAdapters, type Message } from '#channels'
import type { Runtime } from '#platform/context.ts'
import { scoped } from '#platform/events.ts'
import type { Authenticate, Identity } from '#platform/http/identity.ts'
import { HttpProblem } from '#platform/http/problems.ts'
import { newId } from '#platform/random.ts'
import { isStoreGone, ownWebsite, type StoreAccount } from '#stores'
import type { LandParts } from '../land/land-order.ts'
import { type Incoming, type Result, timeOfId } from '../messages/message.ts'
import { parkFailed } from '../messages/park-failed.ts'
import type { IntakeMetrics } from '../metrics.ts'
import { IntakeProblem } from '../problems.ts'
import type { Spool } from '../spool/spool.ts'
import { inTheirPlaces, messagesOf, type Share, sharesOf } from './split-post.ts'
import { STORE_REMOVED } from './store-removed.ts'
import { isDatabaseAway } from './is-database-away.ts'
import type { KnownStores } from './known-stores.ts'
import { processMessage } from './process-message.ts'
import { nameOfDelivery, type Repeats } from './repeats.ts'

export type ReceiveParts = {
  runtime: Runtime
  land: LandParts
  stores: KnownStores
  repeats: Repeats
  spool: Spool
  metrics: IntakeMetrics
  authenticate: Authenticate
}

/** A post to `/import-orders` as it came. */
export type Arrival = {
  /** The key of a store, where the address ends with one. */
  key: string | undefined
  headers: Headers
  body: Uint8Array
  bearer: string | undefined
  requestId: string
  traceparent: string
}

export type Received = {
  account: StoreAccount
  adapter: Adapter
  message: Message
  /** Whether an API key opened the door, and not a signature. */
  byKey: boolean
  results: Result[]
}

/**
 * Takes in what a platform or a program has sent: finds out who it is, keeps the original, and
 * places or changes the orders. A ping of a platform is not kept.
 */
export async function receive(parts: ReceiveParts, arrival: Arrival): Promise<Received | 'ping'> {
  const message = { headers: arrival.headers, body: arrival.body }
  const sender = await senderOf(parts, arrival, message)
  if (sender === 'ping') return 'ping'
  const { posts, byKey } = sender
  const results = await Promise.all(posts.map((post) => takePost(parts, arrival, post)))
  const { account } = posts[0]
  const adapter = adapterOf(account)
  return { account, adapter, message, byKey, results: inTheirPlaces(posts, results) }
}

/** The part of an arrival that is for one store, with one body for each message that it becomes. */
type Post = Omit<Share, 'store'> & { account: StoreAccount }

/**
 * Takes one message after the other, because of two versions of an order without a time of change
 * the later one counts.
 */
async function takePost(
  parts: ReceiveParts,
  arrival: Arrival,
  { account, bodies }: Post,
): Promise<Result[]> {
  const results: Result[] = []
  for (const body of bodies) {
    results.push(...(await takeMessage(parts, arrival, { account, body })))
  }
  return results
}

async function takeMessage(
  parts: ReceiveParts,
  arrival: Arrival,
  { account, body }: Pick<Incoming, 'account' | 'body'>,
): Promise<Result[]> {
  const adapter = adapterOf(account)
  const id = newId()
  const incoming: Incoming = {
    ...{ id, receivedAt: timeOfId(id), account, source: 'sent', headers: arrival.headers, body },
  }
  const results = await processInTime(parts, adapter, incoming, arrival)
  for (const { status } of results) {
    parts.metrics.orders.inc({ platform: account.platform, status })
  }
  return results
}

function adapterOf({ platform }: StoreAccount): Adapter {
  const adapter = findAdapter(platform)
  if (!adapter) throw IntakeProblem.no_adapter({ platform })
  return adapter
}

type Sender = { posts: [Post, ...Post[]]; byKey: boolean }

/** Whoever sends must have an API key of the org, or have signed with a secret of a named store. */
async function senderOf(
  parts: ReceiveParts,
  arrival: Arrival,
  message: Message,
): Promise<Sender | 'ping'> {
  const { stores } = parts
  const named = arrival.key ? await stores.byKey(arrival.key) : await stores.recognise(message)
  const byKey = arrival.bearer === undefined ? undefined : await keyOf(parts, arrival)
  if (byKey) return { posts: await postsFor(parts, arrival, named, byKey), byKey: true }
  const now = parts.runtime.clock.now()
  let reason = named.length === 0 ? 'unknown' : 'missing'
  for (const account of named) {
    const secrets = stores.secretsOf(account, now)
    const verdict = findAdapter(account.platform)?.verify(message, { secrets, now })
    if (verdict?.type === 'valid') return { posts: [wholePost(account, arrival)], byKey: false }
    if (verdict?.type === 'ping') return 'ping'
    if (verdict) reason = verdict.reason
  }
  if (arrival.key === undefined && isPing(message, now)) return 'ping'
  throw refusalOf(parts, arrival, named, reason)
}

/** A ping may name nobody. At the address of all stores it is the same whose it is. */
const isPing = (message: Message, now: Date): boolean =>
  listAdapters().some(({ verify }) => verify(message, { secrets: [], now }).type === 'ping')

function refusalOf(
  { stores, metrics }: ReceiveParts,
  { bearer }: Arrival,
  named: StoreAccount[],
  reason: string,
): Error {
  // While the stores cannot be read, an unknown one may be ours: its platform should come again.
  if (named.length === 0 && !stores.areLoaded) return IntakeProblem.stores_unknown()
  metrics.refused.inc({ platform: named[0]?.platform ?? 'unknown', reason })
  // Without a store there is no signature that could be wrong, only the key.
  const isKeyWrong = bearer !== undefined && named.length === 0
  return isKeyWrong ? HttpProblem.unauthenticated() : IntakeProblem.not_authentic()
}

async function keyOf(parts: ReceiveParts, arrival: Arrival): Promise<Identity | undefined> {
  const identity = await parts.authenticate({ bearer: arrival.bearer! })
  if (identity && !identity.permissions.has('messages.import')) throw IntakeProblem.may_not_import()
  return identity
}

const wholePost = (account: StoreAccount, { body }: Arrival): Post => ({
  ...{ account, bodies: messagesOf(body), members: [] },
})

/**
 * Divides what a program with an API key has sent among stores. All of it is for the store that the
 * post names, or else for the store that the key is bound to. Without either, each order goes to
 * the store whose platform writes orders like it, or else to the own website of the org.
 */
async function postsFor(
  parts: ReceiveParts,
  arrival: Arrival,
  named: StoreAccount[],
  identity: Identity,
): Promise<[Post, ...Post[]]> {
  const { orgId, storeId } = identity
  const account = named.find((one) => one.orgId === orgId)
  if (account && storeId && account.id !== storeId) throw IntakeProblem.key_of_another_store()
  if (account) return [wholePost(account, arrival)]
  if (arrival.key !== undefined) throw IntakeProblem.store_not_found()
  if (storeId) return [wholePost(await accountOf(parts, storeId), arrival)]
  const [first, ...more] = sharesOf(parts.stores.ofOrg(orgId), arrival)
  const postOf = async ({ store, ...share }: Share): Promise<Post> => ({
    account: store ?? (await ownOf(parts, identity)),
    ...share,
  })
  return [await postOf(first), ...(await Promise.all(more.map(postOf)))]
}

async function ownOf(parts: ReceiveParts, { orgId, actor }: Identity): Promise<StoreAccount> {
  const { id } = await ownWebsite(scoped(parts.runtime, { orgId, actor }))
  return accountOf(parts, id)
}

async function accountOf({ stores }: ReceiveParts, storeId: string): Promise<StoreAccount> {
  const found = stores.get(storeId) ?? (await stores.find(storeId))
  if (!found) throw IntakeProblem.stores_unknown()
  return found
}

/**
 * Processes a message, unless it is a repeat of one that is done. What the database does not do in
 * time goes to the spool, so that the platform gets its answer before it loses patience.
 */
async function processInTime(
  parts: ReceiveParts,
  adapter: Adapter,
  incoming: Incoming,
  arrival: Pick<Arrival, 'requestId' | 'traceparent'>,
): Promise<Result[]> {
  const { account } = incoming
  const deliveryKey = adapter.deliveryKey?.(incoming)
  const name = nameOfDelivery(account.id, incoming, deliveryKey)
  const known = await parts.repeats.find(name)
  if (known) return known.results.map((result) => repeated(result, known.at))
  if (parts.spool.isInUse) return [await putIntoSpool(parts, incoming)]
  const work = processOrPark(parts, incoming, arrival)
  const results = await Promise.race([work, lateAfter(parts.runtime.config.importDirectMs)])
  if (results === 'away') return [await putIntoSpool(parts, incoming)]
  if (results === 'late') {
    const isDone = work.then(
      (late) => late !== 'away',
      () => false,
    )
    return [await putIntoSpool(parts, incoming, isDone)]
  }
  if (results.every(({ status, isTimeless }) => FINAL.has(status) && !isTimeless)) {
    parts.repeats.remember(name, results, parts.runtime.clock.now())
  }
  return results
}

const FINAL = new Set<Result['status']>(['created', 'updated', 'duplicate', 'ignored'])

const lateAfter = (ms: number): Promise<'late'> =>
  new Promise((resolve) => setTimeout(() => resolve('late'), ms).unref())

const repeated = (result: Result, at: string): Result =>
  result.orderId ? { ...result, status: 'duplicate', processedAt: at } : result

/**
 * Processes a message, and parks it with the reason where that fails for another cause than the
 * database. `away`: the database could not be reached, so nothing is known to be done.
 */
export async function processOrPark(
  parts: Pick<ReceiveParts, 'runtime' | 'land'>,
  incoming: Incoming,
  { requestId, traceparent }: { requestId?: string; traceparent?: string },
): Promise<Result[] | 'away'> {
  const { runtime, land } = parts
  const { account, id: messageId } = incoming
  const ctx = scoped(runtime, {
    orgId: account.orgId,
    actor: { type: 'channel', id: account.id, name: account.name },
    // Copied by name, because an arrival has more members, and its body must not go into history.
    cause: { ...(requestId && { requestId }), ...(traceparent && { traceparent }), messageId },
  })
  try {
    return await processMessage(land, ctx, incoming)
  } catch (error) {
    if (isDatabaseAway(error)) return 'away'
    if (isStoreGone(error)) return [STORE_REMOVED]
    try {
      return [await parkFailed(runtime, incoming, error)]
    } catch {
      return 'away'
    }
  }
}

/** `underWay` says later whether the message was done by itself and needs no draining. */
async function putIntoSpool(
  parts: ReceiveParts,
  incoming: Incoming,
  underWay?: Promise<boolean>,
): Promise<Result> {
  const { id, account, headers, body } = incoming
  try {
    await parts.spool.put({ id, storeId: account.id, headers, body }, underWay)
  } catch (error) {
    throw Object.assign(IntakeProblem.spool_full(), { cause: error })
  }
  return { status: 'queued', externalId: null, orderId: null, reason: 'It waits on our disk.' }
}
