import { ChannelFailure, type Client, type OrderPage } from '#channels'
import type { Ctx } from '#platform/context.ts'
import { inLanes } from '#platform/in-lanes.ts'
import type { StoreAccount } from '#stores'
import { takeFetched } from '../fetch/fetch-order.ts'
import type { LandParts } from '../land/land-order.ts'
import { ORDERS_AT_ONCE } from '../orders-at-once.ts'
import { coverRange, findBrokenOff, saveBrokenOff, type TimeRange } from './store.ts'

const PAGES_MAX = 10_000
/** How long a page can be asked for: platforms remember theirs for about a day. */
const PAGE_KEPT_MS = 12 * 3_600_000

/** How many orders were listed, how many of them were missing here, and up to when it is proven. */
export type Synced = { seen: number; healed: number; through: Date }

export type Comparing = {
  parts: LandParts
  ctx: Ctx
  account: StoreAccount
  client: Client
  window: TimeRange
  /** The moment up to which the list changes no more, by the platform's clock and by ours. */
  settled: () => Date
  isPoll: boolean
}

/**
 * Compares one window of time with the platform's list, page by page. It is proven as far as the
 * platform says that its list is whole, and as far as the list changes no more. After each page the
 * place is saved, also for another process: where a platform allows one call in several minutes,
 * each attempt breaks off after a page, and would never reach the end if it always began anew.
 */
export async function compareWindow(work: Comparing): Promise<Synced> {
  const { ctx, account, window, settled, isPoll } = work
  const { db, orgId } = ctx
  const now = ctx.clock.now()
  const left = await findBrokenOff(db, orgId, account.id, { from: window.from, now })
  const range = left?.range ?? window
  let [seen, healed, page] = [0, 0, left?.page ?? null]
  let through = left?.through ?? window.to
  for (let pages = 0; pages < PAGES_MAX; pages++) {
    const list = await askForPage(work, range, page)
    seen += list.orders.length
    healed += await landPage(work, list)
    page = list.next
    through = earlier(through, settled())
    if (page === null) {
      through = earlier(through, list.through)
      await coverRange(db, orgId, account.id, { from: window.from, to: through, healed, isPoll })
      return { seen, healed, through }
    }
    const keptUntil = new Date(ctx.clock.now().getTime() + PAGE_KEPT_MS)
    await saveBrokenOff(db, orgId, account.id, { range, through, page, keptUntil })
  }
  throw new Error(`The list has more than ${PAGES_MAX} pages.`)
}

export const earlier = (a: Date, b: Date): Date => (a < b ? a : b)

async function askForPage(
  { ctx, account, client }: Comparing,
  range: TimeRange,
  page: string | null,
): Promise<OrderPage> {
  try {
    return await client.listOrders(range, page)
  } catch (error) {
    // If the platform refuses a page, asking for it again is of no use: the list begins anew.
    const mayPass = error instanceof ChannelFailure && error.kind === 'again'
    if (!mayPass && page !== null) await saveBrokenOff(ctx.db, ctx.orgId, account.id, null)
    throw error
  }
}

/** Lands the orders of a page, and returns how many of them were missing here. */
async function landPage(
  { parts, ctx, account }: Comparing,
  { orders }: OrderPage,
): Promise<number> {
  const landed = await inLanes(orders, ORDERS_AT_ONCE, (order) =>
    takeFetched(parts, ctx, account, order, { isQuiet: true }),
  )
  return landed.flat().filter(({ status }) => status === 'created').length
}
