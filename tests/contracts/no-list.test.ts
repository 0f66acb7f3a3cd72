import { createServer } from 'node:http'
import { expect, test } from 'vitest'
import { findAdapter } from '#channels'
import { hostOf } from '#tests/host-of.ts'
import { clientFor } from './outside.ts'

const NOW = new Date('2026-08-01T10:00:00Z')
const RANGE = { from: new Date('2026-08-01T09:00:00Z'), to: NOW }

type Answer = { status: number; body: string }

/** A platform that lets everybody in, and answers every question for orders in one way. */
async function answering(platform: string, answer: Answer, settings: object = {}) {
  const server = createServer((request, response) => {
    const isToken = request.url!.includes('/auth/o2/token')
    const { status, body } = isToken ? { status: 200, body: '{"access_token":"t"}' } : answer
    response.writeHead(status, { 'content-type': 'application/json' }).end(body)
  })
  const simulated = { url: `http://${await hostOf(server)}`, clock: { now: () => NOW } }
  const credentials = {
    ...{ accessToken: 't', consumerKey: 'ck', consumerSecret: 'cs', apiKey: 'k', clientId: 'c' },
    ...{ clientSecret: 's', refreshToken: 'r', marketplaceId: 'A21TJRUUN4KGV', region: 'eu' },
  }
  const { client, outbound } = clientFor(findAdapter(platform)!, simulated, credentials, 'x', {
    ...settings,
  })
  return {
    list: () => client.listOrders(RANGE, null),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await outbound.close()
    },
  }
}

const PLATFORMS: [platform: string, settings: object, empty: Answer][] = [
  ['shopify', {}, { status: 200, body: '{"orders":[]}' }],
  ['woocommerce', {}, { status: 200, body: '[]' }],
  ['bigcommerce', {}, { status: 204, body: '' }],
  ['amazon', {}, { status: 200, body: '{"orders":[]}' }],
  ['amazon', { mode: 'v0' }, { status: 200, body: '{"payload":{"Orders":[]}}' }],
  ['website', {}, { status: 200, body: `{"orders":[],"through":"${NOW.toISOString()}"}` }],
]

const ODD: Answer[] = [
  { status: 200, body: '{}' },
  { status: 200, body: 'null' },
  { status: 200, body: '"maintenance"' },
  { status: 200, body: '{"errors":[{"code":"InternalFailure"}]}' },
  { status: 200, body: `{"orders":{"message":"later"},"through":"${NOW.toISOString()}"}` },
  { status: 200, body: '{"payload":{"Orders":null}}' },
  { status: 200, body: '' },
  { status: 404, body: '{"errors":[{"code":"NotFound"}]}' },
]

test.for(PLATFORMS)(
  '%s: an answer without a list proves nothing %j',
  async ([platform, settings, empty]) => {
    {
      await using there = await answering(platform, empty, settings)
      expect((await there.list()).orders).toEqual([])
    }
    for (const answer of ODD) {
      await using there = await answering(platform, answer, settings)
      await expect(there.list(), JSON.stringify(answer)).rejects.toThrow()
    }
  },
)

test('a list that PHP wrote as an object is a list', async () => {
  const orders = JSON.stringify({ '0': { id: 1, refunds: [] }, '2': { id: 3, refunds: [] } })
  await using there = await answering('woocommerce', { status: 200, body: orders })
  expect((await there.list()).orders).toHaveLength(2)
})
