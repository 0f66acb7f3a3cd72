import { afterAll, beforeAll, expect, test } from 'vitest'
import { anOrderOf, importStage } from './stage.ts'

let stage: Awaited<ReturnType<typeof importStage>>
beforeAll(async () => {
  stage = await importStage()
})
afterAll(() => stage.stop())

const cancelled = { lifecycle: 'cancelled' }

async function stateOf(externalId: string) {
  const [order] = await stage.rows<{ lifecycle: string; refunded: number }>(
    `select lifecycle, refunded_minor as refunded from orders where external_id = '${externalId}'`,
  )
  return order
}

test('the post of an order, repeated after its cancellation, opens nothing again', async () => {
  await stage.send(anOrderOf('T-1'))
  expect((await stage.send(anOrderOf('T-1', cancelled))).json).toMatchObject({ status: 'updated' })
  for (const more of [{}, { note: 'by another way' }]) {
    expect((await stage.send(anOrderOf('T-1', more))).json).toMatchObject({
      ...{ status: 'duplicate', reason: expect.stringContaining('updatedAt') },
    })
  }
  expect(await stateOf('T-1')).toMatchObject(cancelled)
  const [level] = await stage.rows<{ reserved: number }>(
    `select sum(reserved)::int as reserved from stock_levels where sku = 'MUG'`,
  )
  expect(level).toEqual({ reserved: 0 })
})

test('who says a time opens it again', async () => {
  await stage.send(anOrderOf('T-2'))
  await stage.send(anOrderOf('T-2', cancelled))
  const again = anOrderOf('T-2', { updatedAt: '2027-01-06T10:00:00Z' })
  expect((await stage.send(again)).json).toMatchObject({ status: 'updated' })
  expect(await stateOf('T-2')).toMatchObject({ lifecycle: 'confirmed' })
})

test('money that was given back since is news', async () => {
  await stage.send(anOrderOf('T-3'))
  await stage.send(anOrderOf('T-3', cancelled))
  const refunds = [{ externalId: 'R', amountMinor: 400, at: '2027-01-05T12:00:00Z' }]
  await stage.send(anOrderOf('T-3', { refunds, totals: { refundedMinor: 400 } }))
  expect(await stateOf('T-3')).toMatchObject({ refunded: 400 })
})

test('an order that does not say when it was placed is the same when it comes again', async () => {
  const { placedAt: _unsaid, ...order } = anOrderOf('T-4')
  const noted = { ...order, note: 'ring twice' }
  const told = []
  for (const one of [order, order, noted, noted, order]) told.push((await stage.send(one)).json)
  expect(told.map(({ status }) => status)).toEqual([
    ...['created', 'duplicate', 'updated', 'duplicate', 'updated'],
  ])
  const [stored] = await stage.rows<{ isSame: boolean }>(
    `select o.placed_at = (c.canonical ->> 'placedAt')::timestamptz as "isSame"
      from orders o join channel_orders c on c.org_id = o.org_id and c.order_id = o.id
      where o.external_id = 'T-4'`,
  )
  expect(stored).toEqual({ isSame: true })
})
