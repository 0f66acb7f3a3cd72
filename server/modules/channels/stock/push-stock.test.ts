import { expect, test } from 'vitest'
import { LATER_MS, MINUTE_MS, stage } from '#tests/stock/pushed-shop.ts'
import { changeStore } from '../connections/change-store.ts'
import { changeListing } from '../listings/map-listing.ts'
import { pushStock } from './push-stock.ts'

test('a number is told once and seen, and one that buyers see already is not told', async () => {
  await using shop = await stage()
  expect(await shop.due()).toBe(0)
  await shop.has('MUG', 4)
  expect(await shop.push()).toBe(2)
  expect(shop.state.told).toEqual([[1, 4]])
  expect(await shop.read()).toMatchObject({ state: 'visible', pushed: 4, seen: 4, waits: false })
  // A sale and its cancellation.
  await shop.has('MUG', 4)
  expect(await shop.push()).toBe(1)
  expect(shop.state.told).toHaveLength(1)
  expect([await shop.due(), await shop.read()]).toMatchObject([0, { waits: false }])
})

test('while another number is on its way, the one that is shown is told as well', async () => {
  await using shop = await stage()
  shop.state.isSlow = true
  await shop.has('MUG', 4)
  await shop.push()
  expect(await shop.read()).toMatchObject({ state: 'submitted', pushed: 4, seen: 5 })
  await shop.has('MUG', 5)
  await shop.push()
  expect(shop.state.told).toEqual([
    [1, 4],
    [1, 5],
  ])
})

test('a shop that is away is told later, and what nobody has counted keeps its number', async () => {
  await using shop = await stage()
  await shop.rows(`delete from stock_movements where sku = 'CUP'`)
  await shop.rows(`delete from stock_levels where sku = 'CUP'`)
  await shop.has('MUG', 3)
  await shop.has('CUP', 0)
  shop.state.status = 503
  await shop.push()
  expect(await shop.read('CUP')).toMatchObject({ state: 'none', waits: false })
  expect(await shop.read()).toMatchObject({
    ...{ state: 'waiting', tries: 1, waits: true, pushed: 5 },
    problem: expect.stringContaining('503'),
  })
  expect(await shop.push()).toBe(0)
  shop.pass(LATER_MS)
  await shop.push()
  expect(await shop.read()).toMatchObject({ tries: 2 })
  shop.state.status = 200
  shop.pass(LATER_MS)
  await shop.push()
  expect(shop.state.told).toEqual([[1, 3]])
  expect(await shop.read()).toMatchObject({ state: 'visible', seen: 3, problem: null, tries: 0 })
})

test('what is refused is left alone until there is another number', async () => {
  await using shop = await stage()
  shop.state.status = 400
  await shop.has('MUG', 4)
  expect(await shop.push()).toBe(1)
  expect(await shop.read()).toMatchObject({
    ...{ state: 'refused', waits: false, problem: expect.stringContaining('400') },
  })
  expect(await shop.due()).toBe(0)
  shop.pass(LATER_MS)
  expect(await shop.push()).toBe(0)
  shop.state.status = 200
  await shop.has('MUG', 3)
  await shop.push()
  expect(await shop.read()).toMatchObject({ state: 'visible', seen: 3, problem: null })
})

test('each of several gets its own number and its own answer', async () => {
  await using shop = await stage()
  await shop.has('MUG', 4)
  await shop.has('CUP', 3)
  await shop.push()
  expect(shop.state.told.toSorted(([a], [b]) => a - b)).toEqual([
    [1, 4],
    [2, 3],
  ])
  expect(await shop.read('MUG')).toMatchObject({ state: 'visible', seen: 4 })
  expect(await shop.read('CUP')).toMatchObject({ state: 'visible', seen: 3 })
  for (const [id, refused, taken] of [
    [1, 'MUG', 'CUP'],
    [2, 'CUP', 'MUG'],
  ] as const) {
    shop.state.refused = id
    await shop.has('MUG', 2 - id)
    await shop.has('CUP', 2 - id)
    await shop.push()
    const problem = expect.stringContaining('Not this one.')
    expect(await shop.read(refused)).toMatchObject({ state: 'refused', problem })
    expect(await shop.read(taken)).toMatchObject({ state: 'visible', seen: 2 - id })
  }
})

test('what somebody has changed there is told again; what is only old there is waited for', async () => {
  await using shop = await stage()
  shop.state.isSlow = true
  await shop.has('MUG', 4)
  await shop.push()
  shop.pass(LATER_MS)
  await shop.push()
  expect(shop.state.told).toEqual([[1, 4]])
  shop.state.shown.set(1, 9)
  for (let looks = 0; looks < 4; looks++) {
    shop.pass(LATER_MS)
    await shop.push()
  }
  // Once: from then on that number is the old one.
  expect(shop.state.told).toEqual([
    [1, 4],
    [1, 4],
  ])
  shop.state.shown.set(1, 4)
  shop.pass(LATER_MS)
  await shop.push()
  expect(await shop.read()).toMatchObject({ state: 'visible', seen: 4 })
})

test('what is never shown is looked for twelve times more, and then shown to people', async () => {
  await using shop = await stage()
  shop.state.isSlow = true
  await shop.has('MUG', 4)
  await shop.push()
  shop.state.status = 503
  shop.pass(LATER_MS)
  expect(await shop.push()).toBe(1)
  expect(await shop.read()).toMatchObject({ tries: 2, problem: expect.stringContaining('503') })
  shop.state.status = 200
  for (let looks = 2; looks <= 11; looks++) {
    shop.pass(LATER_MS)
    expect(await shop.push()).toBe(1)
    expect(await shop.push()).toBe(0)
  }
  expect(await shop.read()).toMatchObject({ state: 'submitted', tries: 12 })
  shop.pass(LATER_MS)
  await shop.push()
  expect(await shop.read()).toMatchObject({
    ...{ state: 'refused', waits: false },
    problem: expect.stringMatching(/still shows 5\. Push it again/),
  })
  expect([await shop.due(), shop.state.told]).toEqual([0, [[1, 4]]])
})

test('a paused store is told once it goes on, and one that is told of no stock never', async () => {
  await using shop = await stage()
  const { ctx, storeId } = shop
  await changeStore(ctx, { storeId, change: { state: 'paused' } })
  await shop.has('MUG', 4)
  expect([await shop.push(), await shop.due()]).toEqual([0, 0])
  await changeStore(ctx, { storeId, change: { state: 'active' } })
  await shop.push()
  expect(shop.state.told.toSorted(([a], [b]) => a - b)).toEqual([
    [1, 4],
    [2, 5],
  ])
  shop.state.told = []
  // Neither what waits nor what was told and not seen keeps it due.
  shop.state.isSlow = true
  await shop.has('MUG', 2)
  await shop.push()
  shop.pass(LATER_MS)
  await shop.set({ pushesStock: false })
  await shop.has('CUP', 3)
  expect([await shop.push(), await shop.due()]).toEqual([0, 0])
  expect(shop.state.told).toEqual([[1, 2]])
})

test('a listing that somebody has paused is told of nothing until it goes on', async () => {
  await using shop = await stage()
  const { ctx, storeId } = shop
  const [{ id: listingId } = { id: '' }] = await shop.rows<{ id: string }>(
    `select id from listings where sku = 'MUG'`,
  )
  const set = (state: 'active' | 'paused') =>
    changeListing(ctx, storeId, { listingId, change: { state } })
  await shop.has('MUG', 4)
  await set('paused')
  await shop.has('MUG', 3)
  await shop.has('CUP', 4)
  await shop.push()
  expect(shop.state.told).toEqual([[2, 4]])
  await set('active')
  await shop.push()
  expect(shop.state.told.slice(1)).toEqual([[1, 3]])
})

test('of what is held back and of the most that is shown, the listing has the last word', async () => {
  await using shop = await stage()
  await shop.set({ buffer: 2 })
  await shop.push()
  expect(shop.state.told.toSorted(([a], [b]) => a - b)).toEqual([
    [1, 3],
    [2, 3],
  ])
  await shop.rows(`update listings set buffer = 0, max_listed = 4 where sku = 'MUG'`)
  await shop.has('MUG', 5)
  await shop.has('CUP', 5)
  await shop.push()
  expect(shop.state.told.slice(2)).toEqual([[1, 4]])
})

test('whose turn was taken while they told it writes nothing, and it is told once more', async () => {
  await using shop = await stage()
  const { rows, state, ctx } = shop
  const until = new Date(+ctx.clock.now() + 5 * MINUTE_MS)
  state.meanwhile = async () => void (await rows(`update listings set claimed_until = $1`, [until]))
  await shop.has('MUG', 4)
  await shop.push()
  // Whose call came last is not known.
  expect(await shop.read()).toMatchObject({ state: 'waiting', seen: 5, waits: true })
  expect(await shop.push()).toBe(0)
  state.meanwhile = async () => {}
  shop.pass(LATER_MS)
  await shop.push()
  expect(state.told).toEqual([
    [1, 4],
    [1, 4],
  ])
  expect(await shop.read()).toMatchObject({ state: 'visible', seen: 4, waits: false })
})

test('whose turn was taken while they looked for a number leaves it to the other one', async () => {
  await using shop = await stage()
  const { rows, state, ctx } = shop
  state.isSlow = true
  await shop.has('MUG', 4)
  await shop.push()
  shop.pass(LATER_MS)
  const until = new Date(+ctx.clock.now() + 5 * MINUTE_MS)
  state.whileRead = async () => void (await rows(`update listings set claimed_until = $1`, [until]))
  await shop.push()
  expect(await shop.read()).toMatchObject({ state: 'submitted', tries: 1, waits: false })
})

test('a claim that was renewed while time went by is still the own one', async () => {
  await using shop = await stage()
  const { ctx, storeId } = shop
  let looks = 0
  const clock = { now: () => new Date(+ctx.clock.now() + 1_000 * looks++) }
  await shop.has('MUG', 4)
  await pushStock({ ...ctx, clock }, storeId)
  expect(looks).toBeGreaterThan(2)
  expect(await shop.read()).toMatchObject({ state: 'visible', pushed: 4, seen: 4, waits: false })
  expect(shop.state.told).toEqual([[1, 4]])
})
