import { expect, test } from 'vitest'
import { changedAt, stage } from './listed-shop.ts'

test('an order whose money went back as an amount gives its pieces back', async () => {
  await using world = await stage()
  const { shop, sync, rows, given, pass } = world
  await given.product('MUG-BLUE', 10)
  const bought = changedAt(1, '11:00')
  shop.state.orders = [bought]
  await sync()
  const reserved = `select reserved from stock_levels where sku = 'MUG-BLUE'`
  expect(await rows(reserved)).toEqual([{ reserved: 2 }])

  pass(3_600_000)
  const refunds = [{ id: 9, reason: '', total: `-${bought.total}` }]
  const date_modified_gmt = '2026-01-15T12:30:00'
  shop.state.orders = [{ ...bought, status: 'refunded', refunds, date_modified_gmt }]
  await sync()
  expect(await rows(reserved)).toEqual([{ reserved: 0 }])
  expect(await rows(`select payment, lifecycle, holds from orders`)).toEqual([
    { payment: 'refunded', lifecycle: 'placed', holds: [] },
  ])
})
