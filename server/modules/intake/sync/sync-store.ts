import { ChannelFailure, connectStore, limitOf, noteTrouble, wordsOf } from '#channels'
import type { Ctx } from '#platform/context.ts'
import type { StoreAccount } from '#stores'
import type { LandParts } from '../land/land-order.ts'
import { compareWindow, type Comparing, earlier, type Synced } from './compare-window.ts'
import { doubtOf } from './doubt.ts'
import { hearClock } from './platform-clock.ts'
import { beginSync, listGaps, noteFailure, takeBack, type TimeRange } from './store.ts'

const WINDOW_MS = 86_400_000

/**
 * Compares a store with the platform's own list of changed orders: first the ranges that are still
 * unproven, then from the cursor, less an overlap, up to now. Time is divided into windows, and
 * each counts as proven once it is done. Returns undefined where another comparison answers this
 * one, or where the store cannot be asked.
 */
export async function syncStore(
  parts: LandParts,
  ctx: Ctx,
  request: SyncStore,
): Promise<Found | undefined> {
  const { storeId, since } = request
  if (since === undefined && running.has(storeId) && !(await isNext(request))) return undefined
  const work = syncNow(parts, ctx, request)
  // A sync of the past may take hours. It is not remembered as running, so no poll waits for it.
  if (since !== undefined) return work
  running.set(storeId, work)
  try {
    return await work
  } finally {
    if (running.get(storeId) === work) running.delete(storeId)
  }
}

export type SyncStore = {
  storeId: string
  since?: Date | undefined
  /** Whether a person has asked for it, and not the schedule. */
  isAsked?: boolean
  signal: AbortSignal
}

const running = new Map<string, Promise<unknown>>()
const asked = new Set<string>()

/**
 * Waits for the running comparison of the store, and returns whether to compare after it. Two at
 * once would slow each other down, and a store with a slow platform would occupy all workers. A
 * scheduled poll does not wait, since it comes again; of those that people ask for, one waits for
 * all.
 */
async function isNext({ storeId, isAsked }: SyncStore): Promise<boolean> {
  if (!isAsked || asked.has(storeId)) return false
  asked.add(storeId)
  await running.get(storeId)?.catch(() => {})
  asked.delete(storeId)
  return !running.has(storeId)
}

async function syncNow(
  parts: LandParts,
  ctx: Ctx,
  { storeId, since, signal }: SyncStore,
): Promise<Found | undefined> {
  const there = hearClock(ctx.outbound)
  const { account, adapter, client } = await connectStore(
    { ...ctx, outbound: there.outbound },
    storeId,
  )
  if (account.state !== 'active' || client.hasNoList) return undefined
  const { cursor, doubt } = await begin(ctx, account)
  const { overlapS, settleS } = adapter.limits
  const now = ctx.clock.now()
  const settled = () => new Date(+earlier(now, there.first() ?? now) - settleS * 1_000)
  const behind = new Date(cursor.getTime() - overlapS * 1_000)
  // Proven ranges are not asked for again: a platform that allows few calls would take for ever.
  const from = earlier(since ?? account.createdAt, account.createdAt)
  const gaps = await listGaps(ctx.db, ctx.orgId, storeId, { from, to: behind, doubt })
  const ranges = [...gaps, { from: behind, to: now }]
  const isPoll = since === undefined
  try {
    const work = { parts, ctx, account, client, settled, isPoll }
    const total = await compareAll(work, ranges.flatMap(windowsOf), signal)
    await noteTrouble(ctx, storeId, null)
    return total
  } catch (error) {
    const isTrouble = error instanceof ChannelFailure && limitOf(error) === null
    if (isTrouble) await noteTrouble(ctx, storeId, wordsOf(error))
    const words = (error as Error).message.slice(0, 500)
    if (isPoll || isTrouble) await noteFailure(ctx.db, ctx.orgId, storeId, { words, isPoll })
    throw error
  }
}

type Work = Omit<Comparing, 'window'>
type Found = Pick<Synced, 'seen' | 'healed'>

async function compareAll(work: Work, windows: TimeRange[], signal: AbortSignal): Promise<Found> {
  const total: Found = { seen: 0, healed: 0 }
  const compare = async (window: TimeRange): Promise<boolean> => {
    const compared = await compareWindow({ ...work, window })
    total.seen += compared.seen
    total.healed += compared.healed
    return compared.through >= earlier(window.to, work.settled())
  }
  for (const [index, window] of windows.entries()) {
    signal.throwIfAborted()
    const later = windows.slice(index + 1)
    const isWhole = await compare(window).catch(async (error: unknown) => {
      if (work.isPoll && isRefusal(error)) await compareBack(work, later, signal)
      throw error
    })
    if (isWhole) continue
    // A list that ends before its window leaves a hole, for which each comparison begins anew. What
    // was sold just now must be found all the same.
    const newest = later.at(-1)
    if (work.isPoll && newest) await compare(newest)
    break
  }
  return total
}

const isRefusal = (error: unknown): boolean =>
  error instanceof ChannelFailure && error.kind === 'rejected'

/**
 * From the newest window back to the first that is refused. What is too old for a platform to show
 * stays unproven, and people are told; but what was sold since then must be compared all the same.
 */
async function compareBack(work: Work, windows: TimeRange[], signal: AbortSignal): Promise<void> {
  for (const window of windows.toReversed()) {
    signal.throwIfAborted()
    try {
      await compareWindow({ ...work, window })
    } catch (error) {
      if (isRefusal(error)) return
      throw error
    }
  }
}

/** Finds where to begin. What was proven by a clock that was ahead is taken back before. */
async function begin(ctx: Ctx, account: StoreAccount) {
  const { db, orgId } = ctx
  const { id, createdAt } = account
  const doubt = doubtOf(ctx, account)
  const { cursor } = await beginSync(db, orgId, id, createdAt)
  if (!(await takeBack(db, orgId, id, doubt))) return { cursor, doubt }
  ctx.log.warn({ storeId: id, ...doubt }, 'intake.proof_taken_back')
  return { cursor: earlier(cursor, doubt.since), doubt }
}

function windowsOf({ from, to }: TimeRange): TimeRange[] {
  const windows: TimeRange[] = []
  for (let at = from.getTime(); at < to.getTime(); at += WINDOW_MS) {
    windows.push({ from: new Date(at), to: new Date(Math.min(at + WINDOW_MS, to.getTime())) })
  }
  return windows
}
