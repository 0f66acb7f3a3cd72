import { createBucket } from '../frame/bucket.ts'
import { bytesOf } from '../frame/server.ts'
import { compact, parseWire, type Wire } from '../frame/wire.ts'
import { cancelMutation, fulfillMutation, refundMutation } from './mutations.ts'
import { listVariants, location, nodes } from './queries.ts'
import { type World } from './changes.ts'
import { setQuantities } from './set-quantities.ts'

export type Variables = Record<string, Wire>
export type Field = { value: Wire } | { refused: string; code: string }

const POINTS = { size: 2_000, perSecond: 100 }

type Operation = {
  pattern: RegExp
  name: string
  cost: number
  /** Since 2026-04 these are refused without a key. */
  needsKey?: boolean
  answer(world: World, variables: Variables): Field
}

/** What the product asks for, told by the name of the field; not a whole GraphQL. */
const OPERATIONS: Operation[] = [
  {
    ...{ pattern: /\binventorySetQuantities\b/, name: 'inventorySetQuantities' },
    ...{ cost: 10, needsKey: true, answer: setQuantities },
  },
  {
    ...{ pattern: /\brefundCreate\b/, name: 'refundCreate', cost: 10, needsKey: true },
    answer: refundMutation,
  },
  {
    ...{ pattern: /\bfulfillmentCreate\b/, name: 'fulfillmentCreate', cost: 10 },
    answer: fulfillMutation,
  },
  { pattern: /\borderCancel\b/, name: 'orderCancel', cost: 10, answer: cancelMutation },
  { pattern: /\bproductVariants\b/, name: 'productVariants', cost: 50, answer: listVariants },
  { pattern: /\bnodes\(ids:/, name: 'nodes', cost: 20, answer: nodes },
  { pattern: /\blocation\s*\{/, name: 'location', cost: 1, answer: location },
]

export function addGraphql(world: World): void {
  const { frame } = world
  const bucket = createBucket(frame.clock, POINTS)
  const remembered = new Map<string, { variables: string; answer: string }>()

  frame.app.post('/admin/api/:version/graphql.json', async (request) => {
    const { query, variables = {} } = parseWire(bytesOf(request)) as {
      query: string
      variables?: Variables
    }
    const operation = OPERATIONS.find(({ pattern }) => pattern.test(query))
    if (!operation)
      return compact({ errors: [{ message: 'Field does not exist on type QueryRoot' }] })
    const cost = bucket.take(operation.cost)
    const extensions = { cost: costWire(operation.cost, cost.left) }
    if (!cost.isTaken) return compact({ errors: [THROTTLED], extensions })

    const key = /@idempotent\(key:\s*"([^"]+)"\)/.exec(query)?.[1]
    if (operation.needsKey && key === undefined) return compact({ errors: [NO_KEY], extensions })
    const known = key === undefined ? undefined : remembered.get(key)
    if (known) return known.variables === compact(variables) ? known.answer : compact(REUSED)

    const field = operation.answer(world, variables)
    const answer =
      'value' in field
        ? compact({ data: { [operation.name]: field.value, ...besides(world, query) }, extensions })
        : compact({ errors: [{ message: field.refused, extensions: { code: field.code } }] })
    if (key !== undefined) remembered.set(key, { variables: compact(variables), answer })
    return answer
  })
}

/** A query may ask for the shop beside anything else. */
const besides = ({ shop }: World, query: string): Variables =>
  /\bshop\s*\{/.test(query) ? { shop: { currencyCode: shop.currency } } : {}

const costWire = (requested: number, left: number): Wire => ({
  requestedQueryCost: requested,
  throttleStatus: {
    ...{ maximumAvailable: POINTS.size, restoreRate: POINTS.perSecond },
    currentlyAvailable: Math.floor(left),
  },
})

const THROTTLED = { message: 'Throttled', extensions: { code: 'THROTTLED' } }
const NO_KEY = {
  message: 'The @idempotent directive is required for this mutation but was not provided.',
  extensions: { code: 'BAD_REQUEST' },
}
const REUSED = {
  errors: [
    {
      message: 'The idempotency key was used with other input.',
      extensions: { code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH' },
    },
  ],
}
