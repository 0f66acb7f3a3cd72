import { expect, test } from 'vitest'
import { keepListings } from '../../server/modules/channels/listings/sync-listings.ts'
import { stockFollower } from '../../server/modules/channels/stock/follow-stock.ts'
import { LATER_MS, stage } from './pushed-shop.ts'

test('a call that comes last undoes nothing that another one has told and seen meanwhile', async () => {
  await using shop = await stage()
  const { rows, state } = shop
  state.meanwhile = async () => {
    await shop.has('MUG', 3)
    await rows(
      `update listings set push_state = 'visible', pushed = 3, seen = 3, dirty_at = null,
         claimed_until = null where sku = 'MUG'`,
    )
  }
  await shop.has('MUG', 4)
  await shop.push()
  state.meanwhile = async () => {}
  expect([state.shown.get(1), await shop.read()]).toMatchObject([4, { seen: 3, waits: true }])
  await shop.push()
  expect(state.told).toEqual([
    [1, 4],
    [1, 3],
  ])
  expect(await shop.read()).toMatchObject({ state: 'visible', seen: 3, waits: false })
})

test('a number that was told, and whose answer nobody has written, is not taken for the old one', async () => {
  await using shop = await stage()
  const { rows, state } = shop
  state.meanwhile = async () => void (await rows('alter table listings rename to away'))
  await shop.has('MUG', 6)
  await expect(shop.push()).rejects.toThrow()
  await rows('alter table away rename to listings')
  state.meanwhile = async () => {}
  // Buyers saw five before, and there are five again.
  await shop.has('MUG', 5)
  shop.pass(LATER_MS)
  await shop.push()
  expect(state.told).toEqual([
    [1, 6],
    [1, 5],
  ])
})

test('what goes on after a pause is told its number, whatever buyers saw before', async () => {
  await using shop = await stage()
  // By hand, as long as nobody else does.
  shop.state.shown.set(1, 20)
  await shop.changeMug({ state: 'paused' })
  await shop.push()
  await shop.changeMug({ state: 'active' })
  await shop.push()
  expect(shop.state.told).toEqual([[1, 5]])
})

test.for<[what: string, before: object, after: object]>([
  ['goes on', { state: 'paused' }, { state: 'active' }],
  [
    'is told of stock again',
    { settings: { pushesStock: false } },
    { settings: { pushesStock: true } },
  ],
  ['stands at another address', {}, { baseUrl: 'moved' }],
])('each number is told to a store that %s', async ([, before, after]) => {
  await using shop = await stage()
  await shop.change({ name: 'Shop', ...before })
  await shop.push()
  expect(shop.state.told).toEqual([])
  const moved = { baseUrl: `http://${shop.host}/moved` }
  await shop.change('baseUrl' in after ? moved : after)
  await shop.push()
  expect(shop.state.told.toSorted(([a], [b]) => a - b)).toEqual([
    [1, 5],
    [2, 5],
  ])
})

test('after a restore each number is told, since the shop may have been told others', async () => {
  await using shop = await stage()
  shop.state.shown.set(1, 20)
  await stockFollower(shop.runtime).anew()
  await shop.push()
  expect(shop.state.told.toSorted(([a], [b]) => a - b)).toEqual([
    [1, 5],
    [2, 5],
  ])
})

test('a number that a shop says or lists is told to it as well, since it may be an old one', async () => {
  await using shop = await stage()
  expect(await shop.says(4)).toBe('differs')
  await shop.has('MUG', 4)
  await shop.push()
  expect(shop.state.told).toEqual([[1, 4]])
  const mug = { productId: '1', variantId: null, sku: 'MUG', title: 'It', quantity: 3 }
  await keepListings(shop.ctx, shop.storeId, [mug])
  await shop.has('MUG', 3)
  await shop.push()
  expect(shop.state.told.slice(1)).toEqual([[1, 3]])
})

test.for<[what: string, quantity: number | null]>([
  ['another number', 9],
  ['no number', null],
])(
  'a shop that says %s of what waits, and was seen as it is here, is told ours',
  async ([, quantity]) => {
    await using shop = await stage()
    await shop.has('MUG', 5)
    expect(await shop.says(5)).toBe('pending')
    expect(await shop.says(quantity)).toBe('pending')
    expect(await shop.read()).toMatchObject({ state: 'waiting', seen: quantity ?? 5 })
    await shop.push()
    expect(shop.state.told).toEqual([[1, 5]])
    // Also where that comes while the others are told, and nothing was to be said of this one.
    shop.state.meanwhile = async () => void (await shop.says(quantity))
    await shop.has('MUG', 5)
    await shop.has('CUP', 4)
    await shop.push()
    shop.state.meanwhile = async () => {}
    await shop.push()
    expect(shop.state.told.slice(1)).toEqual([
      [2, 4],
      [1, 5],
    ])
  },
)

test('what is no listing of ours any more when the answer comes needs nobody', async () => {
  await using shop = await stage()
  shop.state.status = 400
  shop.state.meanwhile = async () => void (await shop.changeMug({ sku: null }))
  await shop.has('MUG', 4)
  await shop.push()
  const [listing] = await shop.rows(
    `select push_state as state, push_problem as problem from listings where product_id = '1'`,
  )
  expect(listing).toEqual({ state: 'none', problem: null })
})
