import { expect, test } from 'vitest'
import { parseLossless } from '#platform/lossless-json.ts'
import type { Api } from './api.ts'
import { pushStock } from './stock.ts'

const listing = (id: string) => ({
  ...{ productId: '1', variantId: id, sku: 'MUG' },
  extra: { inventoryItemId: id, locationId: '9' },
})
const item = (id: string) => ({ listing: listing(id), quantity: 4, lastSeen: 5 })

/** A shop that answers each attempt to set stock with this error. */
function shopThatSays(code: string, field: string[] | null): Api {
  const error = { code, field, message: 'as it says' }
  const payload = { inventoryAdjustmentGroup: null, userErrors: [error] }
  const data = parseLossless(JSON.stringify({ inventorySetQuantities: payload }))
  return { graphql: async () => data } as unknown as Api
}

const outcomes = async (api: Api, ...ids: string[]) => {
  try {
    return (await pushStock(api, ids.map(item), null, 'key')).map(({ type }) => type)
  } catch (error) {
    return (error as { kind: string }).kind
  }
}

test.for<[code: string, ofOne: string[], ofTwo: string]>([
  ['IDEMPOTENCY_CONCURRENT_REQUEST', ['again'], 'again'],
  ['IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED', ['again'], 'again'],
  ['SERVICE_UNAVAILABLE', ['again'], 'again'],
  ['INVALID_QUANTITY_TOO_HIGH', ['refused'], 'rejected'],
])('%s', async ([code, ofOne, ofTwo]) => {
  const field = ['input', 'quantities', '0', 'quantity']
  expect(await outcomes(shopThatSays(code, field), '7')).toEqual(ofOne)
  // Where it names no item, the caller finds out which one is refused, if the trouble stays.
  const nameless = shopThatSays(code, null)
  expect(await outcomes(nameless, '7', '8')).toBe(ofTwo)
  const alone = await outcomes(nameless, '7')
  expect([alone].flat()).toEqual(ofOne)
})
