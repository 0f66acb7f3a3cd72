import { expect, test } from 'vitest'
import { cancelWords } from './cancel-words.ts'

const line = {
  ...{ line: 1, quantity: 3, cancelledQuantity: 0, shortQuantity: 0 },
  ...{ shippedQuantity: 0, returnedQuantity: 0 },
}
type Cancelled = Parameters<typeof cancelWords>[0]
const order = {
  ...{ id: 'order', externalId: '1001', fulfilment: 'none', lines: [line] },
  store: { id: 'store', platform: 'shopify', name: 'Mill' },
} as unknown as Cancelled

test.for<[rule: string, of: Cancelled, pieces: number, takes: boolean | undefined, says: string]>([
  [
    'a store that takes pieces is told',
    order,
    2,
    true,
    '2 pieces go back on sale at once. Mill is told; ',
  ],
  [
    'any other is not',
    order,
    1,
    false,
    'One piece goes back on sale at once. Mill is not told: cancel it there as well.',
  ],
  [
    'who may not know which it is looks there',
    order,
    1,
    undefined,
    'One piece goes back on sale at once. “At the store” then says',
  ],
  [
    'our own order has no store',
    { ...order, externalId: 'order' },
    2,
    false,
    '2 pieces go back on sale at once.',
  ],
  ['all pieces are the order', order, 3, true, 'That is all of it, so the order is cancelled.'],
  [
    'but for one that has shipped before',
    { ...order, fulfilment: 'partly_shipped' },
    3,
    true,
    '3 pieces go back on sale at once. Mill is told;',
  ],
])('%s', ([, of, pieces, takes, says]) => {
  const words = cancelWords(of, pieces, takes)
  expect(words.slice(0, says.length)).toBe(says)
  expect(words.includes('Mill')).toBe(of.externalId === '1001' && !words.startsWith('That'))
})
