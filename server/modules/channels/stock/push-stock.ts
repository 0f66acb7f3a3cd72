import { randomInt } from 'node:crypto'
import type { Ctx } from '#platform/context.ts'
import { inTransaction } from '#platform/database.ts'
import { newId } from '#platform/random.ts'
import { listSellable } from '#stock'
import { findAccount, lockAccount, type StoreAccount } from '#stores'
import type { Client, PushResult, StoredListing } from '../adapter.ts'
import { clientOf } from '../connections/connection.ts'
import { storeSettings } from '../connections/settings.ts'
import { inHalves, isRefusal } from '../in-halves.ts'
import { findAdapter } from '../registry.ts'
import { resultOf } from '../result-of.ts'
import { type Answer, findRefusals } from './refusals.ts'
import { listedQuantity, waitMs } from './listed.ts'
import {
  type Claimed,
  claimUnseen,
  claimWaiting,
  forgetWaiting,
  renewClaim,
  type ToPush,
  type Written,
  writeResults,
} from './store.ts'

/** Longer than most calls take, and renewed before each: after it, whoever claimed them is gone. */
const CLAIM_MS = 120_000
const SEEN_TRIES_MAX = 12

/**
 * Tells one store the numbers that wait, and looks whether buyers see those that were told before.
 * Gives how many listings it dealt with: none means that there is nothing to do.
 */
export async function pushStock(ctx: Ctx, storeId: string): Promise<number> {
  const account = await findAccount(ctx.db, ctx.orgId, storeId)
  const adapter = account && findAdapter(account.platform)
  if (!adapter || account.state !== 'active') return 0
  const settings = storeSettings(account.settings)
  const client = settings.pushesStock ? clientOf(ctx, account, adapter) : undefined
  if (!client?.pushStock || !client.readStock) {
    await forgetWhatWaits(ctx, account)
    return 0
  }
  const work = { storeId, client, buffer: settings.buffer, limit: adapter.limits.stockBatchMax }
  return (await pushWaiting(ctx, work)) + (await lookForPushed(ctx, work))
}

/**
 * Nothing waits in a store that is told of no stock; but its settings may say otherwise since they
 * were read, and then each of its numbers waits anew.
 */
export const forgetWhatWaits = (
  { db, orgId }: Ctx,
  { id, version }: Pick<StoreAccount, 'id' | 'version'>,
): Promise<void> =>
  inTransaction(db, async (tx) => {
    const now = await lockAccount(tx, orgId, id)
    if (now?.version === version) await forgetWaiting(tx, orgId, id)
  })

type Work = { storeId: string; client: Client; buffer: number; limit: number }

async function pushWaiting(ctx: Ctx, work: Work): Promise<number> {
  const claim = claimOf(ctx, work)
  const claimed = await claimWaiting(ctx.db, ctx.orgId, claim)
  if (claimed.length === 0) return 0
  const own = { ...claim, ids: claimed.map(({ id }) => id), hasTold: true }
  const skus = [...new Set(claimed.map(({ sku }) => sku))]
  const sellable = await listSellable(ctx.db, ctx.orgId, skus)
  const [counted, uncounted] = partition(claimed, ({ sku }) => sellable.has(sku))
  const wanted = counted.map((listing) => ({
    listing,
    quantity: listedQuantity(sellable.get(listing.sku)!, {
      ...{ buffer: listing.buffer ?? work.buffer, maxListed: listing.maxListed },
    }),
  }))
  // Buyers see this number already, such as after a sale and its cancellation.
  const [same, other] = partition(
    wanted,
    ({ listing, quantity }) => listing.pushState === 'visible' && listing.seen === quantity,
  )
  const results = other.length === 0 ? [] : await send(ctx, work.client, own, other)
  await write(ctx, own, [
    ...uncounted.map(untold),
    ...same.map(({ listing, quantity }) => visible(listing, quantity)),
    ...other.map((one, index) => pushed(ctx, one, results[index]!)),
  ])
  return claimed.length
}

/** Nobody has said yet how many there are: the store keeps its number instead of showing none. */
const untold = ({ id, dirtyAt }: ToPush): Written => ({
  ...{ id, dirtyAt, pushState: 'none', pushed: null, seen: null },
  ...{ problem: null, tries: 0, nextTryAt: null },
})

type Wanted = { listing: ToPush; quantity: number }

/** A call that failed is the same answer for each of its listings, unless one was the reason. */
const send = (ctx: Ctx, client: Client, own: Claimed, wanted: Wanted[]): Promise<PushResult[]> =>
  inHalves(wanted, async (some) => {
    const toTell = some.map(({ listing }) => listing.id)
    if (!(await renew(ctx, own, toTell))) return some.map(() => NOT_OURS)
    const items = some.map(({ listing, quantity }) => ({
      ...{ listing: refOf(listing), quantity, lastSeen: listing.seen },
    }))
    try {
      const results = await client.pushStock!(items, newId())
      return some.map((_one, index) => results[index] ?? NO_ANSWER)
    } catch (error) {
      if (isRefusal(error)) throw error
      return some.map(() => resultOf(error))
    }
  })

function renew(ctx: Ctx, own: Claimed, toTell: string[] = []): Promise<boolean> {
  const until = new Date(ctx.clock.now().getTime() + CLAIM_MS)
  return renewClaim(ctx.db, ctx.orgId, own, { until, toTell })
}

const NOT_OURS: PushResult = {
  ...{ type: 'again', why: 'It took so long that another process tells it.', afterS: null },
}
const NO_ANSWER: PushResult = {
  ...{ type: 'again', why: 'The platform said nothing about it.', afterS: null },
}

function pushed(ctx: Ctx, { listing, quantity }: Wanted, result: PushResult): Written {
  const common = { id: listing.id, dirtyAt: listing.dirtyAt, pushed: quantity, seen: null }
  const soon = { tries: 0, nextTryAt: null, problem: null }
  switch (result.type) {
    case 'done':
      return { ...common, ...soon, pushState: 'accepted' }
    case 'submitted':
      return { ...common, ...soon, pushState: 'submitted', reference: result.reference }
    case 'refused':
      return { ...common, ...soon, pushState: 'refused', pushed: null, problem: result.why }
    case 'again': {
      const again = later(ctx, listing, result.afterS)
      const { why: problem, seen = null } = result
      return { ...common, ...again, ...{ pushed: null, dirtyAt: null, problem, seen } }
    }
  }
}

const later = (ctx: Ctx, { tries }: ToPush, afterS: number | null) => ({
  pushState: 'waiting' as const,
  tries: tries + 1,
  nextTryAt: new Date(ctx.clock.now().getTime() + waitMs(tries, chance(), afterS)),
})

const visible = (listing: ToPush, quantity: number): Written => ({
  ...{ id: listing.id, dirtyAt: listing.dirtyAt, pushState: 'visible', pushed: null },
  ...{ seen: quantity, problem: null, tries: 0, nextTryAt: null },
})

/** What was taken is not yet what buyers see: it is read back until it is. */
async function lookForPushed(ctx: Ctx, work: Work): Promise<number> {
  const { client } = work
  const claim = claimOf(ctx, work)
  const claimed = await claimUnseen(ctx.db, ctx.orgId, claim)
  if (claimed.length === 0) return 0
  const own = { ...claim, ids: claimed.map(({ id }) => id), hasTold: false }
  let seen: (number | null)[]
  let problem: string | null = null
  try {
    seen = await client.readStock!(claimed.map(refOf))
  } catch (error) {
    const result = resultOf(error)
    problem = 'why' in result ? result.why : null
    seen = []
  }
  const unseen = claimed.filter((one, index) => one.pushed !== (seen[index] ?? null))
  await renew(ctx, own)
  const answers = await findRefusals(client, unseen)
  await write(
    ctx,
    own,
    claimed.map((listing, index) => {
      const answer = answers.get(listing.id)
      return looked(ctx, listing, { seen: seen[index] ?? null, problem, answer })
    }),
  )
  return claimed.length
}

type Look = { seen: number | null; problem: string | null; answer: Answer | undefined }

function looked(ctx: Ctx, listing: ToPush, { seen, problem, answer }: Look): Written {
  if (seen !== null && seen === listing.pushed) return visible(listing, seen)
  const { tries } = listing
  if (answer && answer !== 'done') {
    const soon = { dirtyAt: null, pushed: null, seen, tries: 0, nextTryAt: null }
    return { id: listing.id, ...soon, pushState: 'refused', problem: answer.why }
  }
  const isOver = tries >= SEEN_TRIES_MAX
  const words = seen === null ? problem : `The platform still shows ${seen}.`
  const nextTryAt = new Date(ctx.clock.now().getTime() + waitMs(tries, chance()))
  return {
    ...{ id: listing.id, dirtyAt: null, pushed: null, seen, tries: tries + 1, nextTryAt },
    pushState: isOver ? 'refused' : (listing.pushState as 'submitted' | 'accepted'),
    reference: answer === 'done' ? null : listing.reference,
    // Neither the old number nor ours: somebody has changed it there, and ours is the right one.
    again: seen !== null && listing.seen !== null && seen !== listing.seen,
    problem: isOver
      ? `${words ?? 'It was never seen there.'} Push it again, or look there.`
      : words,
  }
}

const chance = (): number => randomInt(1_000) / 1_000

function claimOf(ctx: Ctx, { storeId, limit }: Work) {
  const now = ctx.clock.now()
  return { storeId, now, until: new Date(now.getTime() + CLAIM_MS), limit }
}

const write = (
  ctx: Ctx,
  { storeId, until, hasTold }: Claimed & { hasTold: boolean },
  results: Written[],
): Promise<void> =>
  writeResults(ctx.db, ctx.orgId, { storeId, now: ctx.clock.now(), until, hasTold }, results)

const refOf = ({ productId, variantId, externalSku, extra }: ToPush): StoredListing => ({
  ...{ productId, variantId, sku: externalSku, extra },
})

function partition<One>(all: One[], is: (one: One) => boolean): [One[], One[]] {
  return [all.filter(is), all.filter((one) => !is(one))]
}
