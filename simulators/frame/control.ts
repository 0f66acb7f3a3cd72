import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { SimulatorClock } from './clock.ts'
import { type Faults, faultSchema } from './faults.ts'
import { type Good, goodSchema } from './goods.ts'
import type { Ledger } from './ledger.ts'
import { jsonOf } from './server.ts'
import type { Hook } from './webhooks.ts'
import { compact, type Wire } from './wire.ts'

/** One order as it truly is there, in words that are the same for every platform. */
export type OrderTruth = {
  externalId: string
  number: string
  isTest: boolean
  lifecycle: 'pending' | 'open' | 'closed' | 'cancelled'
  currency: string | null
  grandTotalMinor: number | null
  /** What its buyer has paid or is still asked for, where that is not the total. */
  costsMinor?: number
  refundedMinor: number
  /** How many units are still wanted, and how many have been sent. */
  activeUnits: number
  fulfilledUnits: number
  updatedAt: string
}

export const ORDER_CHANGES = [
  'edit',
  'cancel',
  'refund',
  'fulfil',
  'pay',
  'request_cancel',
] as const
export type OrderChange = (typeof ORDER_CHANGES)[number]

/** What a simulated platform lets a test, or the trickle of a demo, do to it. */
export type Controls = {
  addGoods(goods: Good[]): void
  /** Buyers order now; gives the external ids. */
  makeOrders(count: number): string[]
  /** False when the order is not there, or is beyond that change. */
  changeOrder(externalId: string, change: OrderChange): boolean
  orders(): OrderTruth[]
  /** By SKU, as buyers see it. */
  stock(): Record<string, number>
  /** It is again as it was: what waits for its time there is set going anew. */
  resume?(): void
}

type Parts = {
  name: string
  app: FastifyInstance
  clock: SimulatorClock
  faults: Faults
  ledger: Ledger
  hooks: ReadonlyMap<string, Hook>
  rotate(secret: string): void
  controls: Controls
}

const clockSchema = z.object({
  advanceMs: z
    .number()
    .min(0)
    .max(366 * 86_400_000)
    .optional(),
  rate: z.number().min(0).max(100_000).optional(),
})
const webhooksSchema = z.object({
  rotateTo: z.string().min(1).max(200).optional(),
  hook: z.string().optional(),
  isActive: z.boolean().optional(),
})
const ordersSchema = z.object({ count: z.number().int().min(1).max(10_000).default(1) })
const goodsSchema = z.object({ goods: z.array(goodSchema).min(1).max(10_000) })
const ledgerSchema = z.object({ type: z.string().default(''), after: z.coerce.number().default(0) })
const faultsSchema = z.union([z.array(faultSchema).max(100), faultSchema.transform((one) => [one])])
const changeSchema = z.object({ id: z.string(), change: z.enum(ORDER_CHANGES) })

/** `/_sim/…`: how a test talks to the simulator, beside the platform's own addresses. */
export function addControls(parts: Parts): void {
  void parts.app.register(
    async (sim) => {
      sim.setErrorHandler(async (error, _request, reply) =>
        reply.code(error instanceof z.ZodError ? 422 : 500).send(json({ error: String(error) })),
      )
      sim.addHook('onRequest', async (_request, reply) => void reply.type('application/json'))
      addTechnique(sim, parts)
      addWorld(sim, parts.controls)
    },
    { prefix: '/_sim' },
  )
}

function addTechnique(sim: FastifyInstance, parts: Parts): void {
  const { name, clock, faults, ledger, hooks, rotate } = parts
  const time = () => ({ now: clock.now().toISOString(), rate: clock.rate() })
  sim.get('/', async () => json({ name, ...time() }))
  sim.post('/clock', async (request) => {
    const { advanceMs, rate } = clockSchema.parse(jsonOf(request))
    if (rate !== undefined) clock.setRate(rate)
    if (advanceMs !== undefined) await clock.advance(advanceMs)
    return json(time())
  })

  sim.get('/faults', async () => json(faults.list()))
  sim.delete('/faults', async () => {
    faults.clear()
    return json([])
  })
  sim.post('/faults', async (request) => {
    for (const fault of faultsSchema.parse(jsonOf(request))) faults.add(fault)
    return json(faults.list())
  })

  sim.get('/ledger', async ({ query }) => json(ledger.entries(ledgerSchema.parse(query))))
  sim.get('/webhooks', async () => json([...hooks.values()]))
  sim.post('/webhooks', async (request) => {
    const { rotateTo, hook, isActive } = webhooksSchema.parse(jsonOf(request))
    if (rotateTo !== undefined) rotate(rotateTo)
    const found = hook === undefined ? undefined : hooks.get(hook)
    if (found && isActive !== undefined) found.isActive = isActive
    return json([...hooks.values()])
  })
}

function addWorld(sim: FastifyInstance, controls: Controls): void {
  sim.get('/stock', async () => json(controls.stock()))
  sim.post('/goods', async (request) => {
    const { goods } = goodsSchema.parse(jsonOf(request))
    const sold = controls.stock()
    controls.addGoods(goods.filter(({ sku }) => !(sku in sold)))
    return json(controls.stock())
  })
  sim.get('/orders', async () => json(controls.orders()))
  sim.post('/orders', async (request) => {
    const { count } = ordersSchema.parse(jsonOf(request))
    return json({ externalIds: controls.makeOrders(count) })
  })
  sim.post('/orders/:id/:change', async ({ params }, reply) => {
    const { id, change } = changeSchema.parse(params)
    const isDone = controls.changeOrder(id, change)
    return reply.code(isDone ? 200 : 409).send(json({ isDone }))
  })
}

const json = (value: unknown): string => compact(value as Wire)
