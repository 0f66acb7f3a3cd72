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
