import { expect, test } from 'vitest'
import { OrderEngine, placeOrder } from '#orders'
import { changeSetting } from '#settings'
import { anOrder, shop } from '#tests/shop.ts'
import { addLocation } from '../../server/modules/stock/locations/change-locations.ts'
import { moveStock } from '../../server/modules/stock/move-stock.ts'
import { allocationRule } from '../../server/modules/stock/settings.ts'

test('an org chooses the rule by which its orders are taken from its places', async () => {
  await using world = await shop()
  await world.given.product('MUG', 10)
  const at = { country: 'IN', postcode: '411001', latitude: 18.52, longitude: 73.86 }
  const pune = await addLocation(world.ctx, { code: 'pune', name: 'Pune', priority: 900, ...at })
  await moveStock(world.ctx, { type: 'received', sku: 'MUG', location: 'pune', quantity: 10 })
  const address = { ...anOrder().shippingAddress, postcode: '411001' }
  const order = { ...anOrder(['MUG', 1]), shippingAddress: address }
  const takenFrom = `select o.code from stock_movements m join locations o on o.id = m.location_id
    where m.type = 'reserved' order by m.id desc limit 1`

  await placeOrder(world.ctx, world.engine, order, undefined)
  expect(await world.rows(takenFrom)).toEqual([{ code: 'main' }])
  await changeSetting(world.ctx, allocationRule, { value: 'nearest' })
  const engine = new OrderEngine(world.runtime, { directUrl: world.url })
  await placeOrder(world.ctx, engine, order, undefined)
  await engine.stop()
  expect(await world.rows(takenFrom)).toEqual([{ code: pune.code }])
})
