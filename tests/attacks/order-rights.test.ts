import { expect, test } from 'vitest'
import { customersStage } from '#tests/http/customers-stage.ts'

const DESK = ['orders.read', 'orders.edit']
const STEPS = [
  ['SHIPPED', 'shipping.manage'],
  ['CANCELLED', 'orders.cancel'],
  ['RETURNED', 'returns.manage'],
] as const
const bodyOf = (status: string) => ({ status, ...(status === 'RETURNED' && { goods: 'scrap' }) })

test('the right to edit an order is not the right to send, cancel or take it back', async () => {
  const helpers = STEPS.map(([status, right]) => [status, [...DESK, right]] as const)
  await using stage = await customersStage({ clerk: DESK, ...Object.fromEntries(helpers) })
  await stage.given.product('MUG', 10)
  const mayBe = async (as: string, id: string, status: string) => {
    const answers = []
    for (const line of [`PATCH /orders/${id}/status`, `PUT /admin/orders/${id}/status`]) {
      const { status: code, body } = await stage.call(as, line, bodyOf(status))
      answers.push([code, body.code, body.permission])
    }
    return answers
  }
  const done = [200, undefined, undefined]
  const [sent, gone] = [await stage.order('owner'), await stage.order('owner')]
  expect(await mayBe('clerk', sent.id, 'CONFIRMED')).toEqual([done, done])
  for (const [status, right] of STEPS) {
    const { id } = status === 'CANCELLED' ? gone : sent
    const before = await stage.rows('select * from orders order by id')
    const refused = [403, 'forbidden', right]
    expect(await mayBe('clerk', id, status)).toEqual([refused, refused])
    expect(await stage.rows('select * from orders order by id')).toEqual(before)
    expect(await mayBe(status, id, status)).toEqual([done, done])
    if (status === 'SHIPPED') expect(await mayBe('clerk', id, 'DELIVERED')).toEqual([done, done])
  }
})

const CANCELLATION = { lines: [{ line: 1, quantity: 1 }], reason: 'broken' }

test('the right to change an order is not the right to read it', async () => {
  const rights = ['orders.edit', 'orders.hold', 'orders.cancel', 'shipping.manage']
  const changers = { changer: [...rights, 'returns.manage', 'orders.read_own'] }
  await using stage = await customersStage(changers)
  await stage.given.product('MUG', 10)
  const [{ id }, gone] = [await stage.order('owner'), await stage.order('owner')]
  for (const [line, body] of [
    [`PATCH /orders/${id}`, { note: 'For Asha' }],
    [`POST /orders/${id}/holds`, { reason: 'risk' }],
    [`DELETE /orders/${id}/holds/risk`, undefined],
    [`PATCH /orders/${id}/status`, bodyOf('CONFIRMED')],
    [`POST /orders/${id}/parcels`, {}],
    [`PUT /admin/orders/${id}/status`, bodyOf('DELIVERED')],
    [`POST /orders/${id}/returns`, { goods: 'scrap' }],
    [`POST /orders/${gone.id}/cancellations`, CANCELLATION],
    [`PUT /orders/${gone.id}/cancel`, { reason: 'out of stock' }],
  ] as const) {
    const { body: answer, status } = await stage.call('changer', line, body)
    const read = `GET /orders/${line.includes(id) ? id : gone.id}`
    const { number, status: stands, version } = (await stage.call('owner', read)).body
    const told = { id: read.slice('GET /orders/'.length), number, status: stands, version }
    expect([line, status, answer]).toEqual([line, 200, told])
    expect([read, (await stage.call('changer', read)).status]).toEqual([read, 404])
  }

  const own = await stage.order('asha')
  const sent = await stage.call('asha', `PUT /orders/${own.id}/cancel`, { reason: 'too late' })
  expect(sent.body).toEqual((await stage.call('asha', `GET /orders/${own.id}`)).body)
})
