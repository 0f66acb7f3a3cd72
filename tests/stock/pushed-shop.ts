import { createServer, type IncomingMessage } from 'node:http'
import { json } from 'node:stream/consumers'
import { inTransaction } from '#platform/database.ts'
import { connectedShop } from '#tests/connected-store.ts'
import { hostOf } from '#tests/host-of.ts'
import { scene } from '#tests/scene.ts'
import { changeStore } from '../../server/modules/channels/connections/change-store.ts'
import { noteStock } from '../../server/modules/channels/echoes/note-stock.ts'
import { changeListing } from '../../server/modules/channels/listings/map-listing.ts'
import { keepListings } from '../../server/modules/channels/listings/sync-listings.ts'
import { pushStock } from '../../server/modules/channels/stock/push-stock.ts'
import { listDue, markSkus } from '../../server/modules/channels/stock/store.ts'

export const MINUTE_MS = 60_000
/** Longer than any pause between two tries. */
export const LATER_MS = 16 * MINUTE_MS

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
  return { state, host: await hostOf(server), close: () => server.close() }
}

/** A shop that shows five mugs and five cups, as many as there are, and was told so. */
export async function stage() {
  const shop = await site()
  const world = await scene({ PENSTOCK_OUTBOUND_PRIVATE: shop.host })
  const { ctx, rows } = world
  // How often each may be called is tried elsewhere, and takes its time.
  ctx.outbound.limit = () => {}
  const storeId = await connectedShop(ctx, shop.host)
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
