import { expect, test } from 'vitest'
import { type Adapter, listAdapters } from '#channels'
import { clientFor } from './outside.ts'

const NOW = new Date('2026-08-01T10:00:00Z')
const KNOWN = { accessToken: 't', apiKey: 'k', marketplaceId: 'A21TJRUUN4KGV', region: 'eu' }

/** One for each kind of account. Nothing is called. */
const modesOf = ({ modes = [] }: Adapter) => [undefined, ...modes.map(({ name }) => name)]

test('people are told of exactly those platforms that take single pieces out of an order', async () => {
  const callable = listAdapters().filter(({ connect }) => connect !== undefined)
  const takers = callable.filter(({ takesPieces }) => takesPieces)
  expect(takers.map(({ platform }) => platform)).toEqual(['shopify', 'woocommerce'])
  for (const adapter of callable) {
    for (const mode of modesOf(adapter)) {
      const there = { url: 'http://127.0.0.1:9', clock: { now: () => NOW } }
      const { client, outbound } = clientFor(adapter, there, KNOWN, 'x', { ...(mode && { mode }) })
      const hasCall = client.cancelLines !== undefined
      expect([adapter.platform, mode, hasCall]).toEqual([
        ...[adapter.platform, mode, adapter.takesPieces === true],
      ])
      await outbound.close()
    }
  }
})

test('a field belongs to kinds of accounts that there are, and what is required belongs to all', () => {
  for (const { fields, modes = [] } of listAdapters()) {
    const known = modes.map(({ name }) => name)
    const narrow = fields.filter((field) => field.modes !== undefined)
    expect(known).toEqual(expect.arrayContaining(narrow.flatMap((field) => field.modes)))
    expect(narrow.filter(({ isRequired }) => isRequired)).toEqual([])
  }
})
