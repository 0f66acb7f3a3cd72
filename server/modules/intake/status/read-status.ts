import type { z } from 'zod'
import { countListings, countRefused, findAdapter, readDelistTimes } from '#channels'
import type { Ctx } from '#platform/context.ts'
import { findAccount, type StoreAccount } from '#stores'
import type { StoreStatus } from '../contract.ts'
import { IntakeProblem } from '../problems.ts'
import { readCompleteness } from '../sync/completeness.ts'
import { countParked, type CountOfVerdict, countVerdicts, findLastMessageAt } from './store.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

type Status = z.output<typeof StoreStatus>

/** All that says whether a store is well, in one answer. */
export async function readStatus(ctx: Ctx, storeId: string): Promise<Status> {
  const { db, orgId } = ctx
  const account = await findAccount(db, orgId, storeId)
  if (!account) throw IntakeProblem.store_not_found()
  const now = ctx.clock.now().getTime()
  const [since, lateSince] = [new Date(now - DAY_MS), new Date(now - HOUR_MS)]
  const [lastAt, counts, parked, completeness, listings, refused, delist] = await Promise.all([
    findLastMessageAt(db, orgId, storeId),
    countVerdicts(db, orgId, storeId, { since, lateSince }),
    countParked(db, orgId, storeId),
    readCompleteness(ctx, storeId),
    countListings(db, orgId, storeId),
    countRefused(db, orgId, storeId),
    readDelistTimes(db, orgId, storeId, since),
  ])
  const { canBeAsked, through, lagS, isLagging, polledAt, lastError, failingSince } = completeness
  return {
    ...{ storeId, state: account.state, lastMessageAt: lastAt?.toISOString() ?? null },
    sync: { canBeAsked, through, lagS, isLagging, polledAt, lastError, failingSince },
    lastHour: trafficOf(counts, ({ late }) => late),
    lastDay: trafficOf(counts, ({ all }) => all),
    parked,
    listings: { all: listings.listings, unmapped: listings.unmapped },
    refused: { stock: listings.refused, orders: refused },
    outbound: outboundOf(ctx, account),
    delist,
  }
}

function trafficOf(
  counts: CountOfVerdict[],
  numberOf: (one: CountOfVerdict) => number,
): Status['lastDay'] {
  const some = counts.filter((one) => numberOf(one) > 0)
  const sumOf = (list: CountOfVerdict[]) => list.reduce((sum, one) => sum + numberOf(one), 0)
  return {
    messages: sumOf(some),
    errors: sumOf(some.filter(({ verdict }) => verdict === 'parked')),
    verdicts: Object.fromEntries(some.map((one) => [one.verdict, numberOf(one)])),
  }
}

/** The calls and the breaker of this process; where roles run apart, each process has its own. */
function outboundOf(ctx: Ctx, { id, platform }: StoreAccount): Status['outbound'] {
  const limits = findAdapter(platform)?.limits
  const target = `${platform}/${id}`
  const state = ctx.outbound.state().find((one) => one.target === target)
  return {
    budget: limits ? { perSecond: limits.requestsPerSecond, burst: limits.burst } : null,
    breaker: state?.breaker ?? 'closed',
    inFlight: state?.inFlight ?? 0,
    waiting: state?.waiting ?? 0,
    heldBackMs: state?.heldBackMs ?? 0,
    failuresInARow: state?.failuresInARow ?? 0,
    lastFailure: state?.lastFailure
      ? { at: state.lastFailure.at.toISOString(), reason: state.lastFailure.reason }
      : null,
  }
}
