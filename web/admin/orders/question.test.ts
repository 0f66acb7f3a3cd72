import { expect, test } from 'vitest'
import type { SavedOrderView } from '#contract/orders/lists'
import { countDaysIn } from '#kit/days.ts'
import { asked, filterOf, isSame, searchOf, sortOf } from './question.ts'
import { isNarrowed, OrdersSearch } from './search.ts'

const NARROW: OrdersSearch = OrdersSearch.parse({
  status: 'PLACED,CONFIRMED,NOT_A_STATUS',
  q: 98_765,
  payment: 'due',
  from: '2026-11-01',
  until: '2026-11-30',
  changedFrom: '2026-11-05',
  changedUntil: '2026-11-06',
  min: 10_000,
  assignee: 'me',
  test: false,
  sort: '-total',
  columns: 'customer,total',
})

const saved = (search: OrdersSearch): SavedOrderView => ({
  ...{ id: '019acb2e-0000-7000-8000-000000000001', name: 'To do', shared: false, mine: true },
  ...{ filter: filterOf(search), sort: sortOf(search), columns: search.columns?.split(',') ?? [] },
  ...{ version: 1, createdAt: '2026-11-01T00:00:00Z', updatedAt: '2026-11-01T00:00:00Z' },
})

test('what nobody knows in an address is dropped, and digits stay words', () => {
  expect(NARROW).toMatchObject({ status: 'PLACED,CONFIRMED', q: '98765' })
  expect(OrdersSearch.parse({ status: 'NONE', hold: 'x', min: -1, view: '?' })).toEqual({})
})

test('a view leads back to the address from which it was saved', () => {
  const opened = searchOf(saved(NARROW))
  expect(isSame(opened, NARROW)).toBe(true)
  expect(opened.view).toBe(saved(NARROW).id)
  expect(isSame({ ...opened, min: 1 }, NARROW)).toBe(false)
  expect(isSame({ ...opened, columns: undefined }, NARROW)).toBe(false)
})

test.for(['Pacific/Auckland', 'America/Los_Angeles'])(
  'its days are those of the shop, in %s as here',
  (zone) => {
    countDaysIn(zone)
    expect(searchOf(saved(NARROW))).toMatchObject({
      ...{ from: '2026-11-01', until: '2026-11-30' },
      ...{ changedFrom: '2026-11-05', changedUntil: '2026-11-06' },
    })
  },
)

test('one who looks at a bulk action still looks at the same view', () => {
  expect(isSame({ ...NARROW, run: '019acb2e-0000-7000-8000-000000000002' }, NARROW)).toBe(true)
})

test('the question of a list holds nothing of how it is shown', () => {
  expect(asked(NARROW)).not.toHaveProperty('columns')
  expect(asked(NARROW)).toMatchObject({
    ...{ status: 'PLACED,CONFIRMED', search: '98765', totalFromMinor: 10_000, test: false },
    ...{ sortBy: 'total', sortOrder: 'desc' },
  })
  expect(isNarrowed({ columns: 'total', sort: 'oldest', view: 'all' })).toBe(false)
  expect(isNarrowed({ test: false })).toBe(true)
})
