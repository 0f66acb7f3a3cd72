import { expect, test } from 'vitest'
import { anOrderAt, sentMessages } from './sent-messages.ts'

test('the history of an order names what a platform has changed, and nothing else', async () => {
  await using shop = await sentMessages('shopify')
  await shop.send('orders/create', anOrderAt(0))
  await shop.send('orders/updated', anOrderAt(5, { note: 'Ring twice' }))
  const [told] = await shop.rows<{ names: string[] }>(
    `select array(select json_object_keys(data -> 'after')) as names
     from history where type = 'order.updated'`,
  )
  expect(told!.names.toSorted()).toEqual(['externalUpdatedAt', 'note', 'version'])
})
