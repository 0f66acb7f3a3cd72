import { canBeAsked, findAdapter } from '#channels'
import type { Ctx } from '#platform/context.ts'
import { findAccount, type StoreAccount } from '#stores'
import { IntakeProblem } from '../problems.ts'
import { doubtOf } from './doubt.ts'
import { isLagging } from './lag-alarm.ts'
import { countUnlanded, findSync, listCovered, listGaps, type TimeRange } from './store.ts'

const MS_PER_S = 1_000

/**
 * The certificate of a store: up to when it is proven that no order is missing, which ranges of
 * time are still unproven, and how many orders are known that have not landed.
 */
export async function readCompleteness(ctx: Ctx, storeId: string) {
  const { db, orgId } = ctx
  const account = await findAccount(db, orgId, storeId)
  if (!account) throw IntakeProblem.store_not_found()
  const { topicsOfPeople = [] } = findAdapter(account.platform) ?? {}
  const [proof, gaps, missing] = await Promise.all([
    readProof(ctx, account),
    listGaps(db, orgId, storeId, settledTime(ctx, account)),
    countUnlanded(db, orgId, { storeId, topicsOfPeople }),
  ])
  const { sync, covered, through } = proof
  const isAskable = canBeAsked(ctx, account)
  return {
    ...{ storeId, missing, canBeAsked: isAskable, note: isAskable ? null : ONLY_SENDS },
    ...{ since: account.createdAt.toISOString(), through: through?.toISOString() ?? null },
    lagS: isAskable ? proof.lagS : null,
    isLagging: isAskable && (await isLagging(ctx, proof.lagS)),
    ranges: covered.map(textOf),
    gaps: gaps.map(textOf),
    healed: sync?.healed ?? 0,
    polledAt: sync?.polledAt?.toISOString() ?? null,
    lastError: sync?.lastError ?? null,
    failingSince: sync?.failingSince?.toISOString() ?? null,
  }
}

/** Up to when it is proven that nothing is missing, and how far behind now that is. */
export async function readProof(ctx: Ctx, account: StoreAccount) {
  const { db, orgId } = ctx
  const { id, createdAt } = account
  const [sync, covered] = await Promise.all([
    findSync(db, orgId, id),
    listCovered(db, orgId, id, settledTime(ctx, account)),
  ])
  const through = provenThrough(covered, createdAt)
  // If our clock was ahead when the store was connected, that lies in the future.
  const lagMs = Math.max(0, ctx.clock.now().getTime() - (through ?? createdAt).getTime())
  return { sync, covered, through, lagS: Math.round(lagMs / MS_PER_S) }
}

/** The time from when the store was connected to where the platform's list changes no more. */
function settledTime(ctx: Ctx, account: StoreAccount) {
  const settleS = findAdapter(account.platform)?.limits.settleS ?? 0
  const to = new Date(ctx.clock.now().getTime() - settleS * MS_PER_S)
  return { from: account.createdAt, to, doubt: doubtOf(ctx, account) }
}

const ONLY_SENDS =
  'This platform has no list of orders that we could ask for, so nothing can be proven here: an ' +
  'order whose message was lost is only found by the platform sending it again.'

/** The end of the proven range that begins when the store was connected, so it has no hole. */
function provenThrough([first]: TimeRange[], since: Date): Date | undefined {
  return first && first.from <= since ? first.to : undefined
}

const textOf = ({ from, to }: TimeRange) => ({ from: from.toISOString(), to: to.toISOString() })
