import { expect, test } from 'vitest'
import { AN_ORDER, customersStage, type CustomersStage } from './customers-stage.ts'

const MUG = { sku: 'MUG', quantity: 1 }
const lines = (...all: object[]) => JSON.stringify({ ...AN_ORDER, lines: all })
const with_ = (more: object) => JSON.stringify({ ...AN_ORDER, ...more })
const many = (count: number) => Array.from({ length: count }, () => MUG)

/** Each row: what is wrong with the order, how it stands on the wire, and what the answer says. */
const TABLE: [what: string, body: string, status: number, code: string, pointer?: string][] = [
  ['no lines', lines(), 400, 'invalid_request', '/body/lines'],
  ['zero pieces', lines({ ...MUG, quantity: 0 }), 400, 'invalid_request', '/body/lines/0/quantity'],
  [
    'pieces below zero',
    lines({ ...MUG, quantity: -1 }),
    400,
    'invalid_request',
    '/body/lines/0/quantity',
  ],
  [
    'half a piece',
    lines({ ...MUG, quantity: 1.5 }),
    400,
    'invalid_request',
    '/body/lines/0/quantity',
  ],
  [
    'pieces as text',
    lines({ ...MUG, quantity: '1' }),
    400,
    'invalid_request',
    '/body/lines/0/quantity',
  ],
  ['ten thousand lines', lines(...many(10_000)), 400, 'invalid_request', '/body'],
  [
    'an unknown SKU',
    lines({ sku: 'NONE', quantity: 1 }),
    400,
    'invalid_request',
    '/body/lines/0/sku',
  ],
  [
    'one that is not sold',
    lines(MUG, { sku: 'DRAFT', quantity: 1 }),
    400,
    'invalid_request',
    '/body/lines/1/sku',
  ],
  [
    'a price of its own',
    lines({ ...MUG, unitPriceMinor: 1 }),
    400,
    'invalid_request',
    '/body/lines/0/unitPriceMinor',
  ],
  [
    'a total of its own',
    with_({ totals: { grandTotalMinor: 1 } }),
    400,
    'invalid_request',
    '/body/totals',
  ],
  [
    'more money than can be counted',
    lines({ sku: 'GOLD', quantity: 100_000 }),
    400,
    'order_too_large',
  ],
  [
    'a currency that it has no price in',
    with_({ currency: 'EUR' }),
    400,
    'invalid_request',
    '/body/lines/0/sku',
  ],
  [
    'a currency that is none',
    with_({ currency: 'rupees' }),
    400,
    'invalid_request',
    '/body/currency',
  ],
  ['half a character', `${with_({}).slice(0, -1)},"note":"\\ud800"}`, 400, 'invalid_request'],
  [
    'half a character in a SKU',
    lines({ ...MUG, sku: '?' }).replace('?', '\\udc00'),
    400,
    'invalid_request',
  ],
  ['a NUL', with_({ note: 'a\u0000b' }), 400, 'invalid_request'],
  ['a note of a megabyte', with_({ note: 'x'.repeat(1_048_576) }), 400, 'invalid_request'],
  [
    'a note that is too long',
    with_({ note: 'x'.repeat(2_001) }),
    400,
    'invalid_request',
    '/body/note',
  ],
  ['no customer', with_({ customer: undefined }), 400, 'invalid_request', '/body/customer'],
  [
    'an unknown way to pay',
    with_({ payment: { method: 'gold' } }),
    400,
    'invalid_request',
    '/body/payment/method',
  ],
  ['no JSON', '{"lines":', 400, 'malformed_json'],
]

test('an order that is wrong is refused with what is wrong, and nothing of it is stored', async () => {
  await using stage = await customersStage()
  await stage.given.product('MUG', 100_000, 1_000)
  await stage.given.product('GOLD', 1_000_000, 1_000_000_000_000)
  await stage.given.product('DRAFT', 5)
  await stage.rows(`update products set state = 'draft' where name = 'Product DRAFT'`)
  const before = await contents(stage)
  for (const [what, body, status, code, pointer] of TABLE) {
    const headers = { 'content-type': 'application/json' }
    // As text: some of it could not be written as an object.
    const reply = await stage.call('owner', 'POST /orders', body as never, headers)
    expect([what, reply.status, reply.body.code]).toEqual([what, status, code])
    if (pointer) {
      const pointers = reply.body.errors.map((error: { pointer: string }) => error.pointer)
      expect([what, pointers]).toEqual([what, expect.arrayContaining([pointer])])
    }
  }
  expect(await contents(stage)).toEqual(before)
})

test('goods that come back need to be told what becomes of them', async () => {
  await using stage = await customersStage()
  await stage.given.product('MUG', 5)
  const { id } = await stage.order('owner')
  const status = (body: object) => stage.call('owner', `PATCH /orders/${id}/status`, body)
  await status({ status: 'CONFIRMED' })
  await status({ status: 'SHIPPED' })
  for (const body of [{ status: 'RETURNED' }, { status: 'DELIVERED', goods: 'scrap' }]) {
    const { status: code, body: said } = await status(body)
    expect([code, said.errors?.[0].pointer]).toEqual([400, '/body/goods'])
  }
  const back = await stage.call('owner', `POST /orders/${id}/returns`, { goods: 'restock' })
  expect(back).toMatchObject({ status: 200, body: { status: 'RETURNED' } })
  expect(await stage.rows('select on_hand from stock_levels')).toEqual([{ on_hand: 5 }])
})

test('more pieces than a line has are refused with how many it has', async () => {
  await using stage = await customersStage()
  await stage.given.product('MUG', 5)
  const { body: order } = await stage.call('owner', 'POST /orders', {
    ...AN_ORDER,
    lines: [{ ...MUG, quantity: 2 }],
  })
  await stage.call('owner', `PATCH /orders/${order.id}/status`, { status: 'CONFIRMED' })
  const all = [{ line: 1, quantity: 2 }]
  const send = (pieces: object[]) =>
    stage.call('owner', `POST /orders/${order.id}/parcels`, { lines: pieces })
  const back = (pieces: object[]) =>
    stage.call('owner', `POST /orders/${order.id}/returns`, { lines: pieces, goods: 'restock' })
  const refused = { status: 409, body: { code: 'pieces_not_there', lines: all } }
  for (const wrong of [[{ line: 1, quantity: 3 }], [{ line: 2, quantity: 1 }], [...all, ...all]]) {
    expect(await send(wrong)).toMatchObject(refused)
  }
  expect(await back(all)).toMatchObject({ status: 409, body: { code: 'step_not_allowed' } })
  expect(await send(all)).toMatchObject({ status: 200 })
  expect(await back([{ line: 1, quantity: 3 }])).toMatchObject(refused)
})

test('a time is kept as the moment that it means, however it is written', async () => {
  await using stage = await customersStage()
  await stage.given.product('MUG', 5)
  const { id } = await stage.order('owner')
  const ways = ['2026-12-01T10:00:00Z', '2026-12-01T15:30:00+05:30', '2026-12-01T10:00:00.0004Z']
  for (const shipBy of ways) {
    const { body } = await stage.call('owner', `PATCH /orders/${id}`, { shipBy })
    expect([shipBy, body.shipBy, body.version]).toEqual([shipBy, '2026-12-01T10:00:00.000Z', 2])
  }
  const { body } = await stage.call('owner', `GET /orders/${id}/events`)
  expect(body.events.at(-1).data.after.shipBy).toBe('2026-12-01T10:00:00.000Z')
})

const TABLES = ['orders', 'order_lines', 'order_keys', 'customers', 'history', 'stock_movements']

const contents = (stage: CustomersStage) =>
  Promise.all(
    TABLES.map((table) => stage.rows(`select count(*) as n, '${table}' as t from ${table}`)),
  )
