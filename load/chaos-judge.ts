import type pg from 'pg'
import type { CanonicalOrder } from '#channels'
import type { OrderTruth } from '#simulators/frame/control.ts'
import type { Call, ChaosStore } from './chaos-stores.ts'

type Stored = {
  externalId: string
  canonical: CanonicalOrder
  isCancelled: boolean
  currency: string
  grandTotalMinor: number
  refundedMinor: number
}

type Proof = {
  since: string
  through: string | null
  missing: number
  ranges: { from: string; to: string }[]
}

/**
 * The differences between the true state of the platforms and ours. None means that all is well.
 */
export async function judgeStores(pool: pg.Pool, stores: ChaosStore[]): Promise<string[]> {
  const faults: string[] = []
  for (const { id, platform, simulator } of stores) {
    const truths = new Map(simulator.orders().map((truth) => [truth.externalId, truth]))
    const stored = await ordersOf(pool, id)
    const seen = new Set<string>()
    for (const order of stored) {
      const name = `${platform} ${order.externalId}`
      if (seen.has(order.externalId)) faults.push(`${name} is there twice`)
      seen.add(order.externalId)
      const truth = truths.get(order.externalId)
      if (!truth) faults.push(`${name} is no order of the platform`)
      else faults.push(...differences(platform, order, truth).map((what) => `${name}: ${what}`))
    }
    for (const known of truths.keys()) {
      if (!seen.has(known)) faults.push(`${platform} ${known} has not arrived`)
    }
  }
  return faults
}

async function ordersOf(pool: pg.Pool, storeId: string): Promise<Stored[]> {
  const { rows } = await pool.query<Stored>(
    `select o.external_id as "externalId", c.canonical, o.lifecycle = 'cancelled' as "isCancelled",
       o.currency, o.grand_total_minor::float8 as "grandTotalMinor",
       o.refunded_minor::float8 as "refundedMinor"
     from orders o
     left join channel_orders c on c.org_id = o.org_id and c.order_id = o.id
     where o.store_id = $1`,
    [storeId],
  )
  return rows
}

/** Amazon's orders do not contain refunds, and Blinkit never reports them. */
const TELLS_NO_REFUNDS = new Set(['amazon', 'blinkit'])

function differences(platform: string, order: Stored, truth: OrderTruth): string[] {
  const { canonical } = order
  const isGone = truth.lifecycle === 'cancelled'
  const pairs: [what: string, ours: unknown, theirs: unknown][] = [
    ['lifecycle', canonical.lifecycle, truth.lifecycle],
    ['total', canonical.totals.grandTotalMinor, truth.grandTotalMinor],
    ['currency', canonical.currency, truth.currency],
    ['whether our order is cancelled', order.isCancelled, isGone],
    ['total of our order', order.grandTotalMinor, truth.costsMinor ?? truth.grandTotalMinor ?? 0],
    ['currency of our order', order.currency, truth.currency ?? order.currency],
  ]
  if (!TELLS_NO_REFUNDS.has(platform)) {
    pairs.push(
      ['money back', canonical.totals.refundedMinor ?? 0, truth.refundedMinor],
      ['money back in our order', order.refundedMinor, truth.refundedMinor],
    )
  }
  return pairs
    .filter(([, ours, theirs]) => ours !== theirs)
    .map(([what, ours, theirs]) => `${what} is ${String(ours)} and should be ${String(theirs)}`)
}

/**
 * Ranges that are called proven although one of their orders is missing here, which is the worst
 * mistake that the certificate could make. May be asked at any time, even in the middle of the
 * chaos.
 */
export async function falseClaims(
  pool: pg.Pool,
  stores: ChaosStore[],
  call: Call,
): Promise<string[]> {
  const faults: string[] = []
  for (const { id, platform, simulator } of stores) {
    // Reads the claim first, because an order that lands later does not make an earlier claim true.
    const truths = simulator.orders()
    const { ranges } = (await call('GET', `/stores/${id}/completeness`)).json as Proof
    const here = new Set((await ordersOf(pool, id)).map(({ externalId }) => externalId))
    for (const { externalId, updatedAt } of truths) {
      const at = Date.parse(updatedAt)
      const claim = ranges.find(({ from, to }) => at >= Date.parse(from) && at < Date.parse(to))
      if (claim && !here.has(externalId)) {
        const range = `${claim.from} to ${claim.to}`
        faults.push(`${platform} ${externalId} of ${updatedAt} is missing in the proof of ${range}`)
      }
    }
  }
  return faults
}

/** The stores whose certificate does not reach this moment yet. */
export async function unproven(stores: ChaosStore[], call: Call, until: Date): Promise<string[]> {
  const proofs = await proofsOf(stores, call)
  return proofs
    .filter(({ through }) => through === null || new Date(through) < until)
    .map(({ platform, through }) => `${platform} is proven until ${through}`)
}

/** The stores that know of orders that are not here, or of parts whose order is missing. */
export async function unlanded(stores: ChaosStore[], call: Call): Promise<string[]> {
  const proofs = await proofsOf(stores, call)
  return proofs
    .filter(({ missing }) => missing > 0)
    .map(({ platform, missing }) => `${platform} misses ${missing}`)
}

const proofsOf = (stores: ChaosStore[], call: Call) =>
  Promise.all(
    stores.map(async ({ id, platform }) => {
      return { platform, ...((await call('GET', `/stores/${id}/completeness`)).json as Proof) }
    }),
  )
