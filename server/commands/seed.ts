import { randomInt } from 'node:crypto'
import { z } from 'zod'
import { type Command, type CommandResult, type Options, readWords } from '#platform/command.ts'
import { askForDemo, clearDemo, fillDemo, readSetup } from '../demo.ts'
import { isUsed } from '../seed/demo-store.ts'
import { SeedProblem } from '../seed/problems.ts'
import { rebuildAll } from '#reports'
import { seedOrders } from '../seed/seed-orders.ts'

export const seedCommands: Command[] = [
  {
    name: 'seed',
    summary: 'Write believable orders into the real tables: seed --orders N',
    options: {
      orders: { type: 'string' },
      seed: { type: 'string' },
      products: { type: 'string' },
      days: { type: 'string' },
      yes: { type: 'boolean' },
    },
    help: {
      orders: 'How many orders',
      seed: 'A number; the same one gives the same orders',
      products: 'How many products are sold (200)',
      days: 'How many days back the first order was placed (180)',
      yes: 'Also among orders that are there: nothing tells them apart afterwards',
    },
    run: async ({ runtime, ctx, directUrl }, options) => {
      if (runtime.config.profile === 'production') throw SeedProblem.seed_not_in_production()
      const { yes, ...numbers } = options
      const wanted = wantedFrom(numbers)
      if (!yes && (await isUsed(ctx.db, ctx.orgId))) throw SeedProblem.seed_among_others()
      const seeded = await seedOrders(ctx, { ...wanted, directUrl })
      // The reports of many new orders are faster to count from the orders than from their history.
      if (wanted.orders >= COUNTED_ANEW_MIN) await rebuildAll(runtime, directUrl)
      return wordsOf(seeded)
    },
  },
  {
    name: 'demo fill',
    summary: 'Put a small made-up shop in; refused where there are products or orders already',
    options: {},
    run: async ({ ctx, directUrl }) => {
      await askForDemo(ctx)
      await fillDemo(ctx, { directUrl })
      const setup = await readSetup(ctx)
      return { json: setup, text: FILLED }
    },
  },
  {
    name: 'demo clear',
    summary: 'Remove the data that the first start put in; refused when there is more than that',
    options: {},
    run: async ({ ctx }) => {
      const cleared = await clearDemo(ctx)
      const { orders, products } = cleared
      return { json: cleared, text: `Removed: ${orders} orders and ${products} products.` }
    },
  },
]

const FILLED =
  'A small shop is there now. Where Penstock runs, simulated stores begin to sell in it. ' +
  'Away with it: ./penstock demo clear'

const COUNTED_ANEW_MIN = 10_000

const SEED_MAX = 2 ** 31

const Wanted = z.object({
  orders: z.coerce.number().int().min(1).max(10_000_000),
  seed: z.coerce.number().int().min(0).max(SEED_MAX).optional(),
  products: z.coerce.number().int().min(1).max(20_000).default(200),
  days: z.coerce.number().int().min(1).max(1_800).default(180),
})

function wantedFrom(options: Options) {
  const wanted = readWords(Wanted, options)
  return { ...wanted, seed: wanted.seed ?? randomInt(SEED_MAX) }
}

function wordsOf(seeded: Awaited<ReturnType<typeof seedOrders>>): CommandResult {
  const { orders, seed, tookMs, ordersPerSecond, firstNumber } = seeded
  const text =
    `${orders} orders in ${(tookMs / 1_000).toFixed(1)} s, ${ordersPerSecond} per second: ` +
    `PS-${firstNumber} to PS-${firstNumber + orders - 1}.\nThe same again: --seed ${seed}`
  return { json: seeded, text }
}
