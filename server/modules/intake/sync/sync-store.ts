import { ChannelFailure, type Client, connectStore, limitOf, noteTrouble, wordsOf } from '#channels'
import type { Ctx } from '#platform/context.ts'
import { inLanes } from '#platform/in-lanes.ts'
import type { StoreAccount } from '#stores'
import { takeFetched } from '../fetch/fetch-order.ts'
import { ORDERS_AT_ONCE } from '../orders-at-once.ts'
import type { LandParts } from '../land/land-order.ts'
import { doubtOf } from './doubt.ts'
import { hearClock } from './platform-clock.ts'
import {
  beginSync,
  coverRange,
  findBrokenOff,
  listGaps,
  noteFailure,
  saveBrokenOff,
  takeBack,
  type TimeRange,
} from './store.ts'

const WINDOW_MS = 86_400_000
const PAGES_MAX = 10_000
/** Platforms remember their pages for a day or so. */
const PAGE_KEPT_MS = 12 * 3_600_000

export type Synced = { seen: number; healed: number; through: Date }

/**
 * Compares with the platform's own list of what has changed: first where something is still
 * unproven, then from the cursor, with an overlap, up to now. Each window counts once it is done.
 */
export async function syncStore(
  parts: LandParts,
  ctx: Ctx,
  request: SyncStore,
): Promise<Synced | undefined> {
  const { storeId, since } = request
  if (since === undefined && running.has(storeId) && !(await isNextOf(request))) return undefined
  const work = syncNow(parts, ctx, request)
  // What is asked for of the past may take hours, and keeps no poll from what is new.
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
  /** Somebody wants what is there now; else it is the clock. */
  isAsked?: boolean
  signal: AbortSignal
}

const running = new Map<string, Promise<unknown>>()
const asked = new Set<string>()

/**
 * Whether to compare once the running comparison of the store has ended. Two at once would slow
 * each other down, and a store with a slow platform would end up with all the places. What the
 * clock starts can wait for its next turn; of those that people ask for, one waits and answers them
 * all.
 */
async function isNextOf({ storeId, isAsked }: SyncStore): Promise<boolean> {
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
): Promise<Synced | undefined> {
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
  // What has been proven is not asked for again: a platform that allows few calls would never end.
  const from = earlier(since ?? account.createdAt, account.createdAt)
  const gaps = await listGaps(ctx.db, ctx.orgId, storeId, { from, to: behind, doubt })
  const ranges = [...gaps, { from: behind, to: now }]
  const isPoll = since === undefined
  const total: Synced = { seen: 0, healed: 0, through: cursor }
  try {
    for (const window of ranges.flatMap(windowsOf)) {
      signal.throwIfAborted()
      const work = { parts, ctx, account, client, window, settled, isPoll }
      const { seen, healed, through } = await compare(work)
      total.seen += seen
      total.healed += healed
      total.through = through
      // A list that ends before its window would leave a hole behind the next one.
      if (through < earlier(window.to, settled())) break
    }
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

/** What a clock has proven that was ahead is taken back as soon as it is right again. */
async function begin(ctx: Ctx, account: StoreAccount) {
  const { db, orgId } = ctx
  const { id, createdAt } = account
  const doubt = doubtOf(ctx, account)
  const { cursor } = await beginSync(db, orgId, id, createdAt)
  if (!(await takeBack(db, orgId, id, doubt))) return { cursor, doubt }
  ctx.log.warn({ storeId: id, ...doubt }, 'intake.proof_taken_back')
  return { cursor: earlier(cursor, doubt.since), doubt }
}

const earlier = (a: Date, b: Date): Date => (a < b ? a : b)

function windowsOf({ from, to }: TimeRange): TimeRange[] {
  const windows: TimeRange[] = []
  for (let at = from.getTime(); at < to.getTime(); at += WINDOW_MS) {
    windows.push({ from: new Date(at), to: new Date(Math.min(at + WINDOW_MS, to.getTime())) })
  }
  return windows
}

type Comparing = {
  parts: LandParts
  ctx: Ctx
  account: StoreAccount
  client: Client
  window: TimeRange
  /** What has settled at the platform, by its clock and by ours; known once it has answered. */
  settled: () => Date
  isPoll: boolean
}

/**
 * Proven is only what the platform says it has told in full, and what has settled there. A platform
 * that allows one call in minutes would break off a list of several pages each time, and a list
 * that always begins anew would never end: so it goes on after the last page that has landed.
 */
async function compare(work: Comparing): Promise<Synced> {
  const { parts, ctx, account, client, window, settled, isPoll } = work
  const now = ctx.clock.now()
  const { db, orgId } = ctx
  const left = await findBrokenOff(db, orgId, account.id, { from: window.from, now })
  const range = left?.range ?? window
  let [seen, healed, page] = [0, 0, left?.page ?? null]
  let through = left?.through ?? window.to
  for (let pages = 0; pages < PAGES_MAX; pages++) {
    const list = await client.listOrders(range, page).catch(async (error: unknown) => {
      // A page that is refused is not asked for again and again.
      const mayPass = error instanceof ChannelFailure && error.kind === 'again'
      if (!mayPass && page !== null) await saveBrokenOff(db, orgId, account.id, null)
      throw error
    })
    const landed = await inLanes(list.orders, ORDERS_AT_ONCE, (order) =>
      takeFetched(parts, ctx, account, order, { isQuiet: true }),
    )
    seen += list.orders.length
    healed += landed.flat().filter(({ status }) => status === 'created').length
    page = list.next
    through = earlier(through, settled())
    if (page !== null) {
      const keptUntil = new Date(ctx.clock.now().getTime() + PAGE_KEPT_MS)
      await saveBrokenOff(db, orgId, account.id, { range, through, page, keptUntil })
      continue
    }
    through = earlier(through, list.through)
    break
  }
  if (page !== null) throw new Error(`The list has more than ${PAGES_MAX} pages.`)
  const done = { from: window.from, to: through, healed, isPoll }
  await coverRange(ctx.db, ctx.orgId, account.id, done)
  return { seen, healed, through }
}
