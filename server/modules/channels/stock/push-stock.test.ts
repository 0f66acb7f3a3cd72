import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { inTransaction } from '#platform/database.ts'
import { connectedStore } from '#tests/connected-store.ts'
import { scene } from '#tests/scene.ts'
import { changeStore } from '../connections/change-store.ts'
import { changeListing } from '../listings/map-listing.ts'
import { noteStock } from '../echoes/note-stock.ts'
import { keepListings } from '../listings/sync-listings.ts'
import { stockFollower } from './follow-stock.ts'
import { pushStock } from './push-stock.ts'
import { listDue, markSkus } from './store.ts'

const MINUTE_MS = 60_000
/** Longer than any pause between two tries. */
const LATER_MS = 16 * MINUTE_MS

type Entry = { id: number; stock_quantity: number }

/** As much of a shop as its numbers need. */
async function site() {
  const state = {
    shown: new Map<number, number>(),
    told: [] as [id: number, quantity: number][],
    /** Takes a number without showing it. */
    isSlow: false,
    status: 200,
    /** The one that it does not take, in a call with others. */
    refused: 0,
    /** What happens elsewhere while it takes a number. */
    meanwhile: async () => {},
    /** And while it is asked for those that it shows. */
    whileRead: async () => {},
  }
  const shownOf = (id: number) => {
    return { id, manage_stock: true, stock_quantity: state.shown.get(id) }
  }
  const take = async ({ id, stock_quantity: quantity }: Entry) => {
    if (id === state.refused) return { id, error: { message: 'Not this one.' } }
    if (state.status === 200) state.told.push([id, quantity])
    if (state.status === 200 && !state.isSlow) state.shown.set(id, quantity)
    return shownOf(id)
  }
  const answerTo = async (request: IncomingMessage) => {
    const url = new URL(request.url!, 'http://site')
    if (request.method === 'GET') {
      await state.whileRead()
      return (url.searchParams.get('include') ?? '').split(',').map((id) => shownOf(Number(id)))
    }
    const body = (await json(request)) as Entry & { update?: Entry[] }
    await state.meanwhile()
    if (body.update) return { update: await Promise.all(body.update.map(take)) }
    return take({ ...body, id: Number(url.pathname.split('/').at(-1)) })
  }
  const server = createServer((request, response) => {
    void answerTo(request).then((answer) => {
      response.writeHead(state.status, { 'content-type': 'application/json' })
      response.end(JSON.stringify(answer))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { state, host: `127.0.0.1:${port}`, close: () => server.close() }
}

/** A shop that shows five mugs and five cups, as many as there are, and was told so. */
async function stage() {
  const shop = await site()
  const world = await scene({ PENSTOCK_OUTBOUND_PRIVATE: shop.host })
  const { ctx, rows } = world
  // How often each may be called is tried elsewhere, and takes its time.
  ctx.outbound.limit = () => {}
  const storeId = await connectedStore(ctx, {
    ...{ platform: 'woocommerce', uid: shop.host, name: 'Woo', baseUrl: `http://${shop.host}` },
    credentials: { consumerKey: 'ck_1', consumerSecret: 'cs_1' },
  })
  const goods = ['MUG', 'CUP']
  for (const sku of goods) await world.given.product(sku, 5)
  const listing = { variantId: null, quantity: 5, title: 'It' }
  await keepListings(
    ctx,
    storeId,
    goods.map((sku, index) => ({ ...listing, sku, productId: `${index + 1}` })),
  )
  for (const index of goods.keys()) shop.state.shown.set(index + 1, 5)
  const push = () => pushStock(ctx, storeId)
  await push()
  shop.state.told = []
  const close = world[Symbol.asyncDispose]
  return Object.assign(world, {
    ...{ ...shop, storeId, push },
    /** So many are on the shelf now. */
    has: async (sku: string, onHand: number) => {
      await rows(`update stock_levels set on_hand = $2 where sku = $1`, [sku, onHand])
      await inTransaction(ctx.db, (tx) => markSkus(tx, [{ orgId: ctx.orgId, sku }]))
    },
    set: (settings: object) => changeStore(ctx, { storeId, change: { settings } }),
    change: (change: object) => changeStore(ctx, { storeId, change }),
    /** Of the mug, as its page in the portal does it. */
    changeMug: async (change: object) => {
      const [mug] = await rows<{ id: string }>(`select id from listings where product_id = '1'`)
      return changeListing(ctx, storeId, { listingId: mug!.id, change })
    },
    /** The shop has sent a message about its mugs. */
    says: (quantity: number | null) =>
      inTransaction(ctx.db, (tx) => {
        const mug = { productId: '1', variantId: null, sku: null }
        return noteStock(ctx, tx, storeId, { type: 'stock', listing: mug, quantity, at: null })
      }),
    due: async () => (await listDue(ctx.db, ctx.clock.now())).length,
    read: async (sku = 'MUG') => {
      const [row] = await rows<{ state: string; problem: string | null; tries: number }>(
        `select push_state as state, pushed, seen, tries, push_problem as problem,
           dirty_at is not null as waits
         from listings where sku = $1`,
        [sku],
      )
      return row!
    },
    [Symbol.asyncDispose]: async () => {
      shop.close()
      await close()
    },
  })
}

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
