import { OrderEngine, type PlaceOrder } from '#orders'
import { newId } from '#platform/random.ts'
import { readConfig } from '#platform/config.ts'
import { createLog } from '#platform/log.ts'
import { openRuntime } from '../server/runtime.ts'
import type { LoadResult } from './http-load.ts'
import { inThread } from './in-thread.ts'
import { runningProduct } from './running-product.ts'

const ORG = 'b0000000-0000-7000-8000-000000000001'

const sku = (hot: boolean) => `SKU-${hot ? 0 : Math.floor(Math.random() * 10_000)}`

export type Callers = {
  hot: boolean
  seconds: number
  callers: number
  /** Called for each order: `true` makes it a bad command, or below, a repeat of an earlier one. */
  isBad?: () => boolean
  isRepeat?: () => boolean
}

export type InProcess = { perSecond: number; p50Ms: number; p99Ms: number }

/** Callers in this process, each with one order at a time. */
export async function inProcess(url: string, plan: Callers): Promise<InProcess> {
  const config = readConfig({ DATABASE_URL: url })
  const { runtime, close } = openRuntime(config, url, createLog({ level: 'error' }))
  const engine = new OrderEngine(runtime, { directUrl: url })
  const times: number[] = []
  const startedAt = performance.now()
  const end = startedAt + plan.seconds * 1_000
  let last = command(plan.hot)
  const caller = async () => {
    for (let now = performance.now(); now < end; now = performance.now()) {
      const isBad = plan.isBad?.() ?? false
      const isRepeat = !isBad && (plan.isRepeat?.() ?? false)
      const next = isRepeat ? last : command(plan.hot)
      if (!isRepeat && !isBad) last = next
      await engine.place(isBad ? { ...next, note: 'nul \u0000' } : next).catch((error: unknown) => {
        if (!isBad) throw error
      })
      times.push(performance.now() - now)
    }
  }
  await Promise.all(Array.from({ length: plan.callers }, caller))
  const perSecond = Math.round(times.length / ((performance.now() - startedAt) / 1_000))
  await engine.stop()
  await close()
  times.sort((a, b) => a - b)
  const at = (part: number) => Number(times[Math.floor(part * (times.length - 1))]!.toFixed(2))
  return { perSecond, p50Ms: at(0.5), p99Ms: at(0.99) }
}

export function command(hot: boolean): PlaceOrder {
  const orderId = newId()
  const store = { id: 'b0000000-0000-7000-8000-000000000002', platform: 'website', name: 'Shop' }
  const person = Math.floor(Math.random() * 100_000)
  return {
    ...{ orgId: ORG, orderId, store, externalId: orderId, externalUpdatedAt: null },
    key: { key: orderId, hash: Buffer.alloc(32) },
    ...{ actor: { type: 'user', id: 'bench', name: 'Bench' }, cause: { requestId: 'bench' } },
    ...{ placedAt: new Date(), currency: 'INR', note: null, tags: [], isTest: false },
    customer: { name: 'Asha Rao', email: `asha${person}@example.com`, phone: '+919800000000' },
    shippingAddress: { line1: '1 MG Road', city: 'Pune', postcode: '411001', country: 'IN' },
    payment: { gateway: 'cod', token: null },
    sale: {
      by: 'us',
      timeZone: 'UTC',
      lines: [
        { sku: sku(hot), quantity: 1 },
        { sku: sku(false), quantity: 1 },
      ],
      terms: {
        ...{ shippingMinor: 0, freeShippingFromMinor: null },
        ...{ taxRateBasisPoints: 0, taxIncluded: true },
      },
    },
  }
}

/** Starts the program in a process of its own; the load comes from a thread. */
export async function orderServer(url: string, more: Record<string, string> = {}) {
  const settings = { PENSTOCK_ROLES: 'api', PENSTOCK_LOG_LEVEL: 'error', ...more }
  const { address, headers, call, stop } = await runningProduct(url, settings)
  return {
    address,
    addStore: (store: object) => call<{ id: string; key: string }>('/stores', store),
    async load(plan: { hot: boolean; seconds: number; connections: number }): Promise<LoadResult> {
      const whole = { ...plan, url: address, headers }
      const result = await inThread<LoadResult>('place-order-load.ts', whole)
      const refused = Object.keys(result.statuses).filter((status) => status !== '201')
      if (refused.length > 0) throw new Error(`Answers: ${JSON.stringify(result.statuses)}`)
      return result
    },
    stop,
  }
}
