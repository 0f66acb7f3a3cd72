import { expect, test } from 'vitest'
import { moveStock } from '#stock'
import { anOrder } from '#tests/shop.ts'
import { type BulkStage, bulkStage } from '#tests/http/bulk-stage.ts'
import { placeOrder } from '../../place-order.ts'
import { readOrders } from '../../read-orders.ts'
import { takeStep } from '../../take-step.ts'
import { orderLines } from './order-lines.ts'

const SLIPS = { action: 'print', document: 'packing_slips' }
const PICKS = { action: 'print', document: 'pick_list' }

/** Two that can go, one that is held, one that was cancelled and one that is not paid. */
async function fiveOrders(stage: BulkStage): Promise<string[]> {
  await stage.given.product('MUG', 10)
  await stage.given.product('PEN', 10)
  const waiting = async (name: string, ...lines: [string, number][]) => {
    const payment = { method: name === 'Unpaid' ? 'test' : 'cod' } as const
    const body = { ...anOrder(...lines), customer: { name }, payment }
    return (await placeOrder(stage.ctx, stage.engine, body, undefined)).order.id
  }
  const place: typeof waiting = async (...order) => {
    const orderId = await waiting(...order)
    await takeStep(stage.ctx, { orderId, step: { type: 'confirm' } })
    return orderId
  }
  const ids = [
    await place('<b>Asha</b>', ['MUG', 2], ['PEN', 1]),
    await place('Ravi', ['MUG', 3]),
    await place('Held', ['MUG', 1]),
    await place('Gone', ['MUG', 1]),
    await waiting('Unpaid', ['MUG', 1]),
  ]
  await takeStep(stage.ctx, { orderId: ids[2]!, step: { type: 'hold', reason: 'risk' } })
  await takeStep(stage.ctx, { orderId: ids[3]!, step: { type: 'cancel', reason: 'x' } })
  return ids
}

async function made(stage: BulkStage, command: object, orderIds: string[], as = 'meera') {
  const id = await stage.ask(command, { orderIds }, as)
  await stage.work()
  const { json: run } = await stage.call(as, 'GET', `/bulk/${id}`)
  const { status, text } = await stage.call(as, 'GET', `/bulk/${id}/document`)
  return { id, run, status, text }
}

test('slips are printed of what can leave, and nobody can write into the page', async () => {
  await using stage = await bulkStage()
  const ids = await fiveOrders(stage)
  const { id, run, text } = await made(stage, SLIPS, ids)
  expect(run).toMatchObject({
    ...{ state: 'done', done: 2, failed: 3, canUndo: false },
    document: `/api/v1/orders/bulk/${id}/document`,
  })
  expect(text.match(/<section>/g)).toHaveLength(2)
  expect(text).toContain('&lt;b&gt;Asha&lt;/b&gt;')
  expect(text).not.toMatch(/<b>|Held|Gone|Unpaid/)
  const versions = await stage.rows(
    `select max(version) as most from orders where not holds <> '{}'`,
  )
  expect(versions).toEqual([{ most: 3 }]) // Of the cancelled one: to print changes nothing.

  await takeStep(stage.ctx, { orderId: ids[1]!, step: { type: 'cancel', reason: 'x' } })
  const later = await stage.call('meera', 'GET', `/bulk/${id}/document`)
  expect(later.text).toMatch(/Left out<\/h1>\n<p>PS-\d+: The order was cancelled\./)
  expect(later.text).not.toContain('Ravi')
})

test('a pick list has each SKU once at each place, and says for which orders', async () => {
  await using stage = await bulkStage()
  const { text } = await made(stage, PICKS, await fiveOrders(stage))
  expect(text).toContain('<h1>Main</h1>')
  const rows = [...text.matchAll(/<td>(\d+)<\/td><td>(\w+)<\/td>/g)].map(([, n, sku]) => [sku, n])
  expect(rows).toEqual([
    ['MUG', '5'],
    ['PEN', '1'],
  ])
  expect(text).toMatch(/<td>PS-\d+ × 2, PS-\d+ × 3<\/td><\/tr>/)
  expect(text).toMatch(/<td>PS-\d+<\/td><\/tr>/)
})

test('of what is sold beyond the shelf lists and slips have what is there, oldest promise first', async () => {
  await using stage = await bulkStage()
  await stage.given.product('MUG', 3)
  await stage.rows('update stock_levels set backorder_limit = 9')
  const place = async (pieces: number) => {
    const body = anOrder(['MUG', pieces])
    const { order } = await placeOrder(stage.ctx, stage.engine, body, undefined)
    await takeStep(stage.ctx, { orderId: order.id, step: { type: 'confirm' } })
    return order
  }
  const [first, second, third] = [await place(2), await place(2), await place(4)]
  const { text } = await made(stage, PICKS, [third.id, second.id])
  expect(text.match(/<h1>.*<\/h1>/g)).toEqual(['<h1>Main</h1>', '<h1>Not there yet</h1>'])
  expect(text).toContain(`<td>1</td><td>MUG</td><td>Product MUG</td><td>${second.number}</td></tr>`)
  const notThere = `<p>${second.number}: 1 of MUG<br>\n${third.number}: 4 of MUG</p>`
  expect(text).toContain(notThere)
  const { text: slips } = await made(stage, SLIPS, [second.id, third.id])
  expect(slips.match(/<h1>.*<\/h1>/g)).toEqual([
    `<h1>${second.number}</h1>`,
    '<h1>Not there yet</h1>',
  ])
  expect(slips).toContain('<td>1</td><td>MUG</td>')
  expect(slips).toContain(notThere)

  await moveStock(stage.ctx, { type: 'received', sku: 'MUG', quantity: 5 })
  await takeStep(stage.ctx, { orderId: first.id, step: { type: 'ship' } })
  const later = await made(stage, PICKS, [third.id, second.id])
  expect(later.text).toContain(`<td>6</td><td>MUG</td>`)
  expect(later.text).not.toContain('Not there yet')
})

test('a selection is exported with a row for each line, and contact only for who may', async () => {
  await using stage = await bulkStage()
  const ids = await fiveOrders(stage)
  const { text } = await made(stage, { action: 'export' }, ids)
  const lines = text.trim().split('\r\n')
  expect(lines).toHaveLength(1 + 6)
  expect(lines[0]).not.toContain('email')
  expect(lines[0]).toMatch(/,currency,unit_price$/)
  expect(lines[1]).toMatch(/^PS-\d+,.*,1,MUG,Product MUG,2,.*,INR,10\.00$/)
})

test('an address is told as on a parcel, however PostgreSQL keeps its parts', async () => {
  await using stage = await bulkStage()
  await stage.given.product('MUG', 10)
  const shippingAddress = {
    ...{ name: 'Asha', line1: '1 MG Road', line2: 'Flat 2', city: 'Pune', postcode: '411001' },
    ...{ region: 'MH', country: 'IN' },
  }
  const body = { ...anOrder(['MUG', 1]), shippingAddress }
  const { order } = await placeOrder(stage.ctx, stage.engine, body, undefined)
  const read = await readOrders(stage.runtime.db, stage.ctx.orgId, [order.id])
  const { header, rowsOf } = orderLines(true)
  const [cells] = rowsOf(read.get(order.id)!)
  expect(cells![header.indexOf('ships_to')]).toBe('Asha, 1 MG Road, Flat 2, Pune, 411001, MH, IN')
})

test('a run that changes orders has no document, and who may not print reads none', async () => {
  await using stage = await bulkStage()
  const ids = await fiveOrders(stage)
  const { status, text } = await made(stage, { action: 'confirm' }, [ids[4]!])
  expect([status, text]).toEqual([409, expect.stringContaining('no_document')])
  const { id } = await made(stage, SLIPS, ids)
  for (const [as, code] of [
    ['clerk', 403],
    ['stranger', 404],
  ] as const) {
    expect((await stage.call(as, 'GET', `/bulk/${id}/document`)).status).toBe(code)
  }
})
