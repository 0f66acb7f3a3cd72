import { expect, test } from 'vitest'
import {
  aLine,
  anOrder,
} from '../../server/modules/channels/adapters/woocommerce/fixtures/order.ts'
import { sentMessages } from './sent-messages.ts'

/** WP-Cron sends both messages a while after the order has been in the bin and left it. */
test('an order that left the bin goes its way, however late the shop tells of it', async () => {
  await using shop = await sentMessages('woocommerce')
  const line_items = [aLine({ sku: 'MUG', quantity: 2, subtotal: '20.00', total: '20.00' })]
  const order = (minute: string) => {
    const date_modified_gmt = `2026-01-15T10:${minute}:00`
    return anOrder({ id: 1, line_items, date_modified_gmt })
  }
  await shop.send('order.created', order('00'))
  const holds = async () => (await shop.order()).holds
  expect(await shop.send('order.deleted', { id: 1 })).toEqual(['updated'])
  expect(await holds()).toEqual(['manual'])
  await shop.send('order.restored', order('05'))
  expect(await holds()).toEqual([])
  // It may go there once more, and then it counts again.
  await shop.send('order.deleted', { id: 1 })
  expect(await holds()).toEqual(['manual'])
  await shop.send('order.restored', order('05'))
  expect(await holds()).toEqual([])
  expect(await shop.stock()).toEqual(['CUP 100 0', 'MUG 100 2'])
  expect(await shop.findings()).toEqual([])
})
