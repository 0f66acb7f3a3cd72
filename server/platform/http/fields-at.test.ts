import { expect, test } from 'vitest'
import { z } from 'zod'
import { fieldsAt } from './fields-at.ts'

const Address = z.strictObject({ line1: z.string(), postcode: z.string() })
const Card = z.strictObject({ method: z.literal('card'), token: z.string() })
const Cash = z.strictObject({ method: z.literal('cash') })

const Tree = z.strictObject({
  name: z.string(),
  get branches() {
    return z.array(Tree).optional()
  },
})

const Order = z
  .strictObject({
    address: Address.nullish(),
    lines: z.array(z.strictObject({ sku: z.string() })).max(9),
    payment: z.discriminatedUnion('method', [Card, Cash]).default({ method: 'cash' }),
    prices: z.record(z.string(), z.strictObject({ minor: z.int() })),
    tree: Tree.optional(),
    note: z.string().optional(),
  })
  .refine(() => true)
  .transform((order) => order)

test.for<[path: PropertyKey[], fields: string[]]>([
  [[], ['address', 'lines', 'payment', 'prices', 'tree', 'note']],
  [['address'], ['line1', 'postcode']],
  [['lines', 3], ['sku']],
  [['payment'], ['method', 'token']],
  [['prices', 'INR'], ['minor']],
  [
    ['tree', 'branches', 0, 'branches', 1],
    ['name', 'branches'],
  ],
  [['lines'], []],
  [['note'], []],
  [['nowhere', 'at all'], []],
])('at %j there may be %j', ([path, fields]) => {
  expect(fieldsAt(Order, path)).toEqual(fields)
})
