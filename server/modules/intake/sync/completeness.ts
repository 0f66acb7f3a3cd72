import { canBeAsked, findAdapter } from '#channels'
import type { Ctx } from '#platform/context.ts'
import { findAccount } from '#stores'
import { IntakeProblem } from '../problems.ts'
import { countUnlanded, findSync, listCovered, listGaps, type TimeRange } from './store.ts'

const MS_PER_S = 1_000

/** What can be proven of a store: up to when nothing is missing, and what is still unproven. */
export async function readCompleteness(ctx: Ctx, storeId: string) {
  const { db, orgId } = ctx
  const account = await findAccount(db, orgId, storeId)
  if (!account) throw IntakeProblem.store_not_found()
  const adapter = findAdapter(account.platform)
  const now = ctx.clock.now()
  const settleS = adapter?.limits.settleS ?? 0
  const until = new Date(now.getTime() - settleS * MS_PER_S)
  const whole = { from: account.createdAt, to: until }
  const [sync, covered, gaps, missing] = await Promise.all([
    findSync(db, orgId, storeId),
    listCovered(db, orgId, storeId, whole),
    listGaps(db, orgId, storeId, whole),
    countUnlanded(db, orgId, storeId),
  ])
  const through = provenThrough(covered, account.createdAt)
  const isAskable = canBeAsked(ctx, account)
  const lagMs = now.getTime() - (through ?? account.createdAt).getTime()
  return {
    ...{ storeId, missing, canBeAsked: isAskable, note: isAskable ? null : ONLY_SENDS },
    ...{ since: account.createdAt.toISOString(), through: through?.toISOString() ?? null },
    lagS: isAskable ? Math.round(lagMs / MS_PER_S) : null,
    ranges: covered.map(textOf),
    gaps: gaps.map(textOf),
    healed: sync?.healed ?? 0,
    polledAt: sync?.polledAt?.toISOString() ?? null,
    lastError: sync?.lastError ?? null,
    failingSince: sync?.failingSince?.toISOString() ?? null,
  }
}

const ONLY_SENDS =
  'This platform has no list of orders that we could ask for, so nothing can be proven here: an ' +
  'order whose message was lost is only found by the platform sending it again.'

/** Without a hole, from the day on which the store was connected. */
function provenThrough([first]: TimeRange[], since: Date): Date | undefined {
  return first && first.from <= since ? first.to : undefined
}

const textOf = ({ from, to }: TimeRange) => ({ from: from.toISOString(), to: to.toISOString() })
