import { randomInt } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { orderJobs, placeOrder, takeStep } from '#orders'
import { anOrder, codeOf, shop } from '#tests/shop.ts'
import { stockChecks } from '../../server/modules/stock/checks.ts'
import { setBackorder } from '../../server/modules/stock/backorder/set-backorder.ts'
import {
  addLocation,
  ensureMainLocation,
} from '../../server/modules/stock/locations/change-locations.ts'
import { moveStock, transferStock } from '../../server/modules/stock/move-stock.ts'

const SEED = Number(process.env['STOCK_SEED'] ?? randomInt(2 ** 31))
const HOUR_MS = 3_600_000
const PLACES = ['main', 'north'] as const
type PlaceCode = (typeof PLACES)[number]

const anyPlace = fc.constantFrom(...PLACES)
const anySku = fc.constantFrom('A', 'B')
const few = fc.integer({ min: 1, max: 4 })
const nth = fc.nat({ max: 9 })

/** What may happen to a shop. Orders are named by their turn, so that a shorter run still fits. */
const command = fc.oneof(
  fc.record({ do: fc.constant('receive' as const), sku: anySku, place: anyPlace, quantity: few }),
  fc.record({
    do: fc.constant('adjust' as const),
    sku: anySku,
    place: anyPlace,
    quantity: few.map((n) => -n),
  }),
  fc.record({
    do: fc.constant('count' as const),
    sku: anySku,
    place: anyPlace,
    quantity: fc.nat({ max: 6 }),
  }),
  fc.record({ do: fc.constant('transfer' as const), sku: anySku, from: anyPlace, quantity: few }),
  fc.record({
    do: fc.constant('limit' as const),
    sku: anySku,
    place: anyPlace,
    quantity: fc.nat({ max: 6 }),
  }),
  fc.record({
    do: fc.constant('order' as const),
    sku: anySku,
    quantity: few,
    unpaid: fc.boolean(),
  }),
  fc.record({
    do: fc.constant('order' as const),
    sku: anySku,
    quantity: few,
    unpaid: fc.boolean(),
  }),
  fc.record({ do: fc.constant('cancel' as const), nth }),
  fc.record({ do: fc.constant('cancel_some' as const), nth, quantity: few }),
  fc.record({ do: fc.constant('ship' as const), nth }),
  fc.record({
    do: fc.constant('back' as const),
    nth,
    goods: fc.constantFrom<'restock' | 'scrap'>('restock', 'scrap'),
  }),
  fc.record({ do: fc.constant('expire' as const) }),
)
type Command = typeof command extends fc.Arbitrary<infer Value> ? Value : never

type Level = { sku: string; onHand: number; reserved: number; limit: number }
type ModelOrder = {
  unpaid: boolean
  state: 'open' | 'cancelled' | 'shipped' | 'returned'
  takes: Take[]
}
/** `since`: when the order was first promised a piece there. */
type Take = { level: Level; quantity: number; since: number }

/** The whole shop in a page: what every command must answer, and what must be left behind. */
class Model {
  readonly levels = new Map<string, Level>()
  readonly orders: ModelOrder[] = []
  #moments = 0
  readonly #oldestPlaces: readonly PlaceCode[]

  constructor(oldestPlaces: readonly PlaceCode[]) {
    this.#oldestPlaces = oldestPlaces
  }

  level(sku: string, place: PlaceCode): Level {
    const level = this.levels.get(`${sku}/${place}`) ?? { sku, onHand: 0, reserved: 0, limit: 0 }
    this.levels.set(`${sku}/${place}`, level)
    return level
  }

  run(step: Command): string {
    switch (step.do) {
      case 'receive':
      case 'adjust':
        return this.change(this.level(step.sku, step.place), step.quantity)
      case 'count': {
        const level = this.level(step.sku, step.place)
        return this.change(level, step.quantity - level.onHand)
      }
      case 'transfer': {
        const to = step.from === 'main' ? 'north' : 'main'
        const [source, target] = [this.level(step.sku, step.from), this.level(step.sku, to)]
        const left = source.onHand - step.quantity
        if (left >= 0 && left < source.reserved) return 'stock_promised'
        return this.move([
          [source, -step.quantity],
          [target, step.quantity],
        ])
      }
      case 'limit':
        return this.limit(step)
      case 'order':
        return this.order(step)
      case 'cancel':
        return this.end(this.orders[step.nth], 'cancelled')
      case 'cancel_some':
        return this.cancelSome(this.orders[step.nth], step.quantity)
      case 'ship':
        return this.end(this.orders[step.nth], 'shipped')
      case 'back':
        return this.back(this.orders[step.nth], step.goods)
      case 'expire':
        for (const order of this.orders) {
          if (order.unpaid && order.state === 'open') this.end(order, 'cancelled')
        }
        return 'fulfilled'
    }
  }

  change(level: Level, by: number): string {
    this.giveBack(level, level.reserved - (level.onHand + by))
    return this.move([[level, by]])
  }

  /** Of a loss, the newest who have waited where the limit is wait there again. */
  giveBack(level: Level, missing: number): void {
    const to = this.levels.values().find((other) => other.sku === level.sku && other.limit > 0)
    if (!to || to === level || missing <= 0 || missing > level.reserved) return
    const back = this.promisesAt(level)
      .flatMap(({ order, take }) => {
        const waited = order.takes.find((other) => other.level === to)
        return waited ? [{ order, take, since: waited.since }] : []
      })
      .toSorted((a, b) => b.since - a.since)
    const givable = back.reduce((sum, { take }) => sum + take.quantity, 0)
    if (missing > Math.min(givable, to.onHand + to.limit - to.reserved)) return
    let open = missing
    for (const { order, take } of back) {
      const pieces = Math.min(open, take.quantity)
      open -= pieces
      this.promise(order, level, -pieces)
      if (pieces > 0) this.promise(order, to, pieces)
    }
  }

  move(parts: [level: Level, by: number][]): string {
    const fits = parts.every(
      ([{ onHand, reserved, limit }, by]) => onHand + by >= 0 && reserved <= onHand + by + limit,
    )
    if (!fits) return 'stock_not_enough'
    for (const [level, by] of parts) level.onHand += by
    this.serve()
    return 'fulfilled'
  }

  /** One limit for a SKU, at the place where what is sold beyond the shelves will arrive. */
  limit({ sku, place, quantity }: Command & { do: 'limit' }): string {
    const level = this.level(sku, place)
    const other = this.level(sku, place === 'main' ? 'north' : 'main')
    if (other.reserved > other.onHand) return 'waits_elsewhere'
    if (level.reserved > level.onHand + quantity) return 'limit_below_promises'
    level.limit = quantity
    other.limit = 0
    return 'fulfilled'
  }

  /** What has become free goes to those who wait at the other place, the longest first. */
  serve(): void {
    for (const sku of ['A', 'B']) {
      const levels = PLACES.map((code) => this.level(sku, code))
      const full = levels.find(({ onHand, reserved }) => reserved > onHand)
      if (!full) continue
      const other = levels.find((level) => level !== full)!
      let there = full.onHand
      for (const { order, take } of this.promisesAt(full)) {
        const served = Math.min(there, take.quantity)
        there -= served
        const free = Math.max(0, other.onHand - other.reserved)
        const pieces = Math.min(free, take.quantity - served)
        if (pieces === 0) continue
        this.promise(order, full, -pieces)
        this.promise(order, other, pieces)
      }
    }
  }

  promisesAt(level: Level): { order: ModelOrder; take: Take }[] {
    const open = this.orders.filter(({ state }) => state === 'open')
    const promises = open.flatMap((order) =>
      order.takes
        .filter((take) => take.level === level && take.quantity > 0)
        .map((take) => ({ order, take })),
    )
    return promises.toSorted((a, b) => a.take.since - b.take.since)
  }

  promise(order: ModelOrder, level: Level, pieces: number): void {
    const same = order.takes.find((take) => take.level === level)
    if (same) same.quantity += pieces
    else order.takes.push({ level, quantity: pieces, since: ++this.#moments })
    level.reserved += pieces
  }

  order({ sku, quantity, unpaid }: Command & { do: 'order' }): string {
    const levels = PLACES.map((code) => this.level(sku, code))
    const onShelf = ({ onHand, reserved }: Level) => Math.max(0, onHand - reserved)
    const beyond = ({ onHand, limit, reserved }: Level) => Math.max(0, onHand + limit - reserved)
    if (levels.reduce((sum, level) => sum + beyond(level), 0) < quantity) return 'out_of_stock'
    const order: ModelOrder = { unpaid, state: 'open', takes: [] }
    const whole = levels.find((level) => onShelf(level) >= quantity)
    let open = quantity
    for (const free of [onShelf, beyond]) {
      for (const level of whole ? [whole] : levels) {
        const pieces = Math.min(open, free(level))
        if (pieces > 0) this.promise(order, level, pieces)
        open -= pieces
      }
    }
    this.orders.push(order)
    return 'fulfilled'
  }

  back(order: ModelOrder | undefined, goods: 'restock' | 'scrap'): string {
    if (!order) return 'order_not_found'
    if (order.state === 'returned') return 'fulfilled'
    if (order.state !== 'shipped') return 'step_not_allowed'
    if (goods === 'restock') for (const { level, quantity } of order.takes) level.onHand += quantity
    order.state = 'returned'
    this.serve()
    return 'fulfilled'
  }

  /** Where too little is there for all that is promised, older orders come first. */
  isNext({ level, quantity, since }: Take): boolean {
    if (quantity === 0 || level.reserved <= level.onHand) return true
    const older = this.promisesAt(level)
      .filter(({ take }) => take.since < since)
      .reduce((sum, { take }) => sum + take.quantity, 0)
    return older + quantity <= level.onHand
  }

  end(order: ModelOrder | undefined, state: 'cancelled' | 'shipped'): string {
    if (!order) return 'order_not_found'
    if (order.state === state) return 'fulfilled'
    if (order.state !== 'open') return 'step_not_allowed'
    const ships = state === 'shipped'
    if (ships && order.takes.some((take) => take.level.onHand < take.quantity)) {
      return 'stock_not_enough'
    }
    if (ships && order.takes.some((take) => !this.isNext(take))) return 'older_orders_first'
    for (const { level, quantity } of order.takes) {
      level.reserved -= quantity
      if (ships) level.onHand -= quantity
    }
    order.state = state
    this.serve()
    return 'fulfilled'
  }

  /** Pieces that are there go first: to whoever has waited longest, be it the same order. */
  cancelSome(order: ModelOrder | undefined, quantity: number): string {
    if (!order) return 'order_not_found'
    if (order.state === 'cancelled') return 'step_not_allowed'
    const left = order.takes.reduce((sum, take) => sum + take.quantity, 0)
    if (order.state !== 'open' || quantity > left) return 'pieces_not_open'
    if (quantity === left) return this.end(order, 'cancelled')
    let open = quantity
    for (const take of order.takes.toSorted((a, b) => this.turnOf(a) - this.turnOf(b))) {
      const pieces = Math.min(open, take.quantity)
      this.promise(order, take.level, -pieces)
      open -= pieces
    }
    this.serve()
    return 'fulfilled'
  }

  turnOf({ level }: Take): number {
    if (level.reserved > level.onHand) return PLACES.length
    return this.#oldestPlaces.findIndex((place) => this.level(level.sku, place) === level)
  }
}

type World = Awaited<ReturnType<typeof shop>>
const NOBODY = '00000000-0000-7000-8000-000000000000'

/** The same commands for the shop itself; each run has SKUs of its own. */
async function act(world: World, step: Command, run: { prefix: string; orders: string[] }) {
  const { ctx } = world
  const own = (name: string) => `${run.prefix}-${name}`
  switch (step.do) {
    case 'receive':
    case 'adjust':
    case 'count': {
      const type = ({ receive: 'received', adjust: 'adjusted', count: 'counted' } as const)[step.do]
      const { place: location, quantity } = step
      return moveStock(ctx, { type, sku: own(step.sku), location, quantity })
    }
    case 'transfer': {
      const to = step.from === 'main' ? 'north' : 'main'
      const { from, quantity } = step
      return transferStock(ctx, { sku: own(step.sku), from, to, quantity })
    }
    case 'limit': {
      const { place: location, quantity: limit } = step
      return setBackorder(ctx, { sku: own(step.sku), limit, promisedFor: null, location })
    }
    case 'order': {
      const order = anOrder([own(step.sku), step.quantity])
      const method = step.unpaid ? ('test' as const) : ('cod' as const)
      const body = { ...order, payment: { method } }
      const placed = await placeOrder(ctx, world.engine, body, undefined)
      return run.orders.push(placed.order.id)
    }
    case 'cancel': {
      const cancel = { type: 'cancel', reason: 'no' } as const
      return takeStep(ctx, { orderId: run.orders[step.nth] ?? NOBODY, step: cancel })
    }
    case 'cancel_some': {
      const lines = [{ line: 1, quantity: step.quantity }]
      const some = { type: 'cancel_lines', reason: 'no', lines } as const
      return takeStep(ctx, { orderId: run.orders[step.nth] ?? NOBODY, step: some })
    }
    case 'ship':
      return ship(world, run.orders[step.nth] ?? NOBODY)
    case 'back': {
      const back = { type: 'take_back', goods: step.goods } as const
      return takeStep(ctx, { orderId: run.orders[step.nth] ?? NOBODY, step: back })
    }
    case 'expire':
      world.pass(2 * HOUR_MS)
      return orderJobs['orders.end_unpaid'].run(ctx, {}, AbortSignal.timeout(5_000))
  }
}

async function ship({ ctx }: World, orderId: string) {
  await takeStep(ctx, { orderId, step: { type: 'confirm' } })
  return takeStep(ctx, { orderId, step: { type: 'ship' } })
}

async function levelsIn(world: World, prefix: string) {
  const rows = await world.rows<{ key: string; on_hand: number; reserved: number }>(
    `select substr(l.sku, length($1) + 2) || '/' || o.code as key, l.on_hand, l.reserved
     from stock_levels l join locations o on o.id = l.location_id
     where starts_with(l.sku, $1 || '-')`,
    [prefix],
  )
  return Object.fromEntries(rows.map(({ key, on_hand, reserved }) => [key, [on_hand, reserved]]))
}

test('whatever happens to a shop, its levels are those of a simple model', async () => {
  await using world = await shop()
  await addLocation(world.ctx, { code: 'north', name: 'North', priority: 200 })
  await ensureMainLocation(world.ctx)
  const places = await world.rows<{ code: PlaceCode }>('select code from locations order by id')
  let runs = 0
  const commands = fc.array(command, { minLength: 5, maxLength: 30, size: 'max' })
  await fc.assert(
    fc.asyncProperty(commands, async (steps) => {
      const run = { prefix: `R${++runs}`, orders: [] as string[] }
      const model = new Model(places.map(({ code }) => code))
      for (const name of ['A', 'B'] as const) {
        await world.given.product(`${run.prefix}-${name}`)
        const first = { do: 'receive', sku: name, quantity: 2 } as const
        for (const code of PLACES) {
          await act(world, { ...first, place: code }, run)
          model.run({ ...first, place: code })
        }
      }
      const limit = { do: 'limit', sku: 'A', place: 'main', quantity: 6 } as const
      await act(world, limit, run)
      model.run(limit)
      for (const step of steps) {
        const [settled] = await Promise.allSettled([act(world, step, run)])
        expect([step, codeOf(settled)]).toEqual([step, model.run(step)])
      }
      const expected = [...model.levels].map(([key, l]) => [key, [l.onHand, l.reserved]])
      expect(await levelsIn(world, run.prefix)).toEqual(Object.fromEntries(expected))
    }),
    { numRuns: 30, seed: SEED },
  )
  const scope = { orgId: world.ctx.orgId, since: null }
  for (const check of stockChecks) expect(await check.find(world.ctx.db, scope)).toEqual([])
})
