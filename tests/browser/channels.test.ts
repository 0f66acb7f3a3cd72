import type pg from 'pg'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TodayReport } from '#contract/reports'
import { type ShopifySimulator, startShopify } from '#simulators/shopify/index.ts'
import { given } from '#tests/given.ts'
import { signIn, startProduct, type Product } from '#tests/product.ts'
import { anOrder } from '#tests/shop.ts'
import { expectAccessible, openPortal, type Portal } from './portal.ts'
import { openPool } from '../../load/open-pool.ts'

let product: Product
let portal: Portal
let pool: pg.Pool

beforeAll(async () => {
  product = await startProduct()
  pool = openPool(product.databaseUrl)
  await given(pool, { orgId: product.orgId }).product('MUG', 1_000, 24_900)
  portal = await openPortal(product)
})

afterAll(async () => {
  await portal?.close()
  await pool?.end()
  await product?.stop()
})

async function call<Reply>(method: 'GET' | 'POST', url: string, payload?: object): Promise<Reply> {
  const headers = await signIn(product)
  const reply = await product.app.inject({
    ...{ method, url: `/api/v1${url}`, headers },
    ...(payload && { payload }),
  })
  expect(reply.statusCode, `${method} ${url}: ${reply.body}`).toBeLessThan(300)
  return reply.json<Reply>()
}

test('a store is connected, and a listing that nobody knew gets its SKU', async () => {
  await using visit = await portal.enter('/channels')
  const { page } = visit
  await page.getByRole('button', { name: 'Connect a store' }).click()
  const platforms = page.getByRole('list', { name: 'Platforms' }).getByRole('button')
  await platforms.first().waitFor()
  const needs = (await platforms.allInnerTexts()).map((text) => text.split('\n').slice(1).join())
  expect([needs.length, new Set(needs).size]).toEqual([7, 7])
  await platforms.filter({ hasText: 'Blinkit' }).click()
  await page.getByText('Two keys from your manager at Blinkit').waitFor()
  expect(await page.getByRole('radio', { name: /^Vendor/ }).isChecked()).toBe(true)
  await page.getByRole('radio', { name: /^Marketplace/ }).check()
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Quick shop')
  await page.getByRole('textbox', { name: 'Account' }).fill('4411')
  await page.getByLabel('API key', { exact: true }).fill('key')
  await page.getByLabel('Key of incoming messages').fill('secret')
  // An address within the house is refused, so nothing outside is called.
  await page.getByRole('textbox', { name: 'Address', exact: true }).fill(product.url)
  await expectAccessible(page, '[role=dialog]')
  const sent = page.waitForRequest((request) => request.method() === 'POST')
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  expect((await sent).postDataJSON()).toMatchObject({ settings: { mode: 'marketplace' } })
  await page.getByRole('button', { name: 'Back', exact: true }).click()
  await page.getByRole('button', { name: /^Another system/ }).click()
  expect(await page.getByRole('radiogroup').count()).toBe(0)
  await page.getByRole('textbox', { name: 'Name' }).fill('Market stall')
  await page.getByRole('textbox', { name: 'Account' }).fill('stall-7')
  await expectAccessible(page, '[role=dialog]')
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  await page.getByRole('group', { name: 'Webhook address' }).waitFor()
  await page.getByRole('button', { name: 'Go to the store' }).click()
  await page.getByRole('heading', { level: 1, name: 'Market stall' }).waitFor()
  await page.getByText('No listing yet.').waitFor()

  const storeId = new URL(page.url()).pathname.split('/').at(-1)!
  await call('POST', `/stores/${storeId}/listings`, {
    ...{ externalSku: 'M.U.G', title: 'Blue mug', sku: null },
  })
  // The feed tells the page of it.
  await page.getByRole('button', { name: 'Map Blue mug' }).click()
  await page.getByRole('button', { name: /^MUG · .*same SKU/ }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await page.getByText('It is MUG from now on').waitFor()
  await page.getByRole('cell', { name: 'MUG', exact: true }).waitFor()
  await expectAccessible(page, 'main')

  await page.getByRole('textbox', { name: 'Account' }).fill('stall-8')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Saved.').waitFor()
  await page.getByText('stall-8', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Remove', exact: true }).click()
  await page.getByRole('button', { name: 'Remove it' }).click()
  await page.getByText('Market stall was removed.').waitFor()
  await page.getByRole('heading', { level: 1, name: 'Channels' }).waitFor()
})

test('a new order waits above the list and stands in the feed, and no row jumps', async () => {
  await call('POST', '/orders', anOrder(['MUG', 1]))
  await using overview = await portal.enter('/')
  await using list = await portal.enter('/orders')
  const rows = list.page.getByRole('row')
  await expect.poll(() => rows.count()).toBe(2)
  // The socket says hello before anything that comes after is promised.
  await Promise.all([isLive(overview.page), isLive(list.page)])
  const { number } = await call<{ number: string }>('POST', '/orders', anOrder(['MUG', 1]))
  // The first one may be told as well, where another transaction has held the feed back.
  const pill = list.page.getByRole('button', { name: /^\d new orders?$/ })
  await pill.waitFor()
  expect(await rows.count()).toBe(2)
  const link = list.page.getByRole('link', { name: number })
  await expect
    .poll(async () => {
      if (await pill.isVisible()) await pill.click()
      return link.isVisible()
    })
    .toBe(true)
  const feed = overview.page.getByRole('list', { name: 'Happening now' })
  await feed.getByRole('link', { name: number }).waitFor()
})

test('a list that is narrowed tells only of new orders that it would show', async () => {
  await using cheap = await portal.enter('/orders?max=1')
  await using dear = await portal.enter('/orders?min=1')
  await Promise.all([isLive(cheap.page), isLive(dear.page)])
  const { number } = await call<{ number: string }>('POST', '/orders', anOrder(['MUG', 1]))
  const pillOf = (page: Page) => page.getByRole('button', { name: /^\d new orders?$/ })
  await dear.page.bringToFront()
  await pillOf(dear.page).click()
  await dear.page.getByRole('link', { name: number }).waitFor()
  await pillOf(dear.page).waitFor({ state: 'detached' })
  expect(await pillOf(cheap.page).count()).toBe(0)
})

test('a store says how many orders came today, and leads to them', async () => {
  await call('POST', '/orders', anOrder(['MUG', 1]))
  await expect.poll(countedToday).toBeGreaterThan(0)
  await using visit = await portal.enter('/channels')
  const { page } = visit
  const link = page.getByRole('link', { name: /^\d+ orders? of Website today$/ })
  const count = Number(await link.textContent())
  await link.click()
  await page.getByRole('heading', { level: 1, name: 'Orders' }).waitFor()
  await page
    .getByRole('link', { name: /^PS-/ })
    .nth(count - 1)
    .waitFor()
})

test('a Shopify shop is connected, tells of its first order, what it sells, and what is wrong with it', async () => {
  const secret = 'shpss_of_the_portal'
  const simulator = await startShopify({ seed: 5, secret })
  product.runtime.outbound.setAllowPrivate([new URL(simulator.url).host])
  await using visit = await portal.enter('/channels?connect=shopify')
  const { page } = visit
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Mill')
  await dialog.getByRole('textbox', { name: 'Account' }).fill(simulator.shop.domain)
  await dialog.getByLabel('Admin API access token').fill('shpat_simulated')
  await dialog.getByLabel('API secret key').fill(secret)
  await dialog.getByRole('textbox', { name: 'Address' }).fill(simulator.url)
  await dialog.getByRole('button', { name: 'Connect', exact: true }).click()
  await dialog.getByRole('button', { name: 'Test the connection' }).click()
  await dialog.getByText('Connected to Simulated Goods.').waitFor()
  await dialog.getByRole('button', { name: 'Go to the store' }).click()
  await page.getByRole('button', { name: 'Turn on live updates' }).click()
  await page.getByText(/kinds of updates come here at once/).waitFor()

  await using list = await portal.enter('/orders')
  await isLive(list.page)
  simulator.makeOrders(1)
  await simulator.settled()
  await list.page.getByRole('button', { name: /new orders?$/ }).click()
  await list.page.getByRole('link', { name: 'Mill' }).waitFor()

  await page.getByRole('button', { name: 'Create products…' }).click()
  const creating = page.getByRole('dialog')
  await creating.getByText('New products', { exact: true }).waitFor()
  await creating.getByRole('button', { name: 'Create', exact: true }).click()
  await page.getByText('16 SKUs were created.').waitFor()
  await page.getByRole('cell', { name: 'SIM-TEE-1', exact: true }).first().waitFor()
  // Whatever became of the last number; what has no SKU has none.
  const listed = page.getByRole('table', { name: 'Listings' }).getByRole('row')
  const tee = listed.filter({ has: page.getByRole('cell', { name: 'SIM-TEE-1', exact: true }) })
  await tee.getByRole('button', { name: /^Push again: / }).click()
  await page.getByText(/^The stock of .* is being sent again\./).waitFor()

  simulator.faults.add({ on: 'request', kind: 'server_error' })
  const tryIt = page.getByRole('button', { name: 'Test the connection' })
  await tryIt.click()
  await page.getByRole('alert').filter({ hasText: 'The platform has trouble' }).waitFor()
  simulator.faults.clear()
  await tryIt.click()
  await page.getByText('Connected to Simulated Goods.').waitFor()
  await simulator.stop()
})

test('what a broken store could not tell is found, compared with it when it is mended, and read', async () => {
  // It is asked for once: not twelve times, and not by the poll of the minute either.
  await pool.query(`update cron_ticks set next_at = 'infinity'`)
  await pool.query(
    `update penstock_jobs.queue set retry_limit = 0 where name = 'intake.fetch_order'`,
  )
  const simulator = await startShopify({
    ...{ seed: 11, secret: 'shpss_of_the_mill', domain: 'broken.myshopify.com', goods: [MUG] },
  })
  product.runtime.outbound.setAllowPrivate([new URL(simulator.url).host])
  await givenShop(simulator)
  simulator.faults.add({ on: 'request', kind: 'server_error', match: 'orders/' })
  const [lost] = simulator.makeOrders(9).filter((id) => hasManyPieces(simulator, id))
  simulator.changeOrder(lost!, 'edit')
  await simulator.settled()

  await using visit = await portal.enter('/')
  const { page } = visit
  await expect.poll(deadFetches, { interval: 100 }).toBe(1)
  await page.goto('/attention')
  await page.getByRole('link', { name: 'Show the failed jobs' }).click()
  await page.getByRole('link', { name: /502|Bad Gateway/ }).click()
  await page.getByRole('dialog').getByText(`"externalId": "${lost}"`).waitFor()

  simulator.faults.clear()
  await page.goto('/channels')
  await page.getByRole('link', { name: 'Broken mill', exact: true }).first().click()
  await page.getByRole('link', { name: 'Its messages' }).click()
  const row = page.getByRole('row').filter({ hasText: 'Fetching the order' })
  await row.getByRole('link').first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Read it again…' }).click()
  await dialog.getByText(`${lost} is not here yet: it becomes a new order.`).waitFor()
  const number = `#${simulator.shop.orders.get(BigInt(lost!))!.number}`
  await dialog.getByRole('row', { name: `number – ${number}` }).waitFor()
  await expectAccessible(page, '[role=dialog]')
  await dialog.getByRole('button', { name: 'Read it again' }).click()
  await page.getByText('Read again: ').waitFor()
  // It is fetched anew; in a list that is open by then it would wait above the first row.
  await expect.poll(() => isHere(lost!), { interval: 100 }).toBe(true)
  await page.goto('/orders')
  await page.getByRole('row').filter({ hasText: 'Broken mill' }).getByRole('link').first().click()
  await page.getByText(lost!, { exact: true }).waitFor()

  await page.getByRole('button', { name: 'Ship', exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Ship', exact: true }).click()
  const told = page.getByRole('list', { name: 'What the store was told' })
  await told.getByText('Taken').waitFor()
  await pool.query(`update outgoing set state = 'refused', problem = 'No such carrier.'`)
  await page.reload()
  await told.getByText('No such carrier.').waitFor()
  const again = told.getByRole('button', { name: 'Push again: A parcel left' })
  await again.click()
  await told.getByText('Taken').waitFor()
  expect(await again.count()).toBe(0)
  // What still waits although nobody tries it any more is no better than refused.
  await pool.query(`update outgoing set state = 'waiting', updated_at = now() - interval '2 days'`)
  await page.reload()
  await told.getByText('Waiting').waitFor()
  await again.click()
  await told.getByText('Taken').waitFor()

  await page.getByRole('button', { name: 'Refund', exact: true }).click()
  const refund = page.getByRole('dialog')
  await refund.getByText('Shopify gives the money back to the customer').waitFor()
  const amount = refund.getByRole('textbox', { name: 'Amount in USD' })
  expect(await amount.inputValue()).toBe('0.00')
  await refund.getByRole('textbox', { name: 'Reason' }).fill('A scratch')
  // Half a piece is nothing that anybody sells.
  const pieces = refund.getByRole('textbox').first()
  await pieces.fill('0.5')
  expect(await pieces.inputValue()).not.toContain('.')
  await amount.fill('99999')
  await refund
    .getByRole('button', { name: 'Give money back' })
    .and(page.locator(':disabled'))
    .waitFor()
  await amount.fill('1.25')
  await expectAccessible(page, '[role=dialog]')
  await refund.getByRole('button', { name: 'Give $1.25 back' }).click()
  await refund.waitFor({ state: 'detached' })
  const money = told.getByRole('listitem').filter({ hasText: 'Money goes back $1.25' })
  await money.getByText('Taken').waitFor()
  // The platform tells of it, and so do the books.
  await page.getByText('Partly refunded', { exact: true }).waitFor()
  await page.getByText('Asked for a refund').waitFor()
  // And not on the button beside it, which cancels.
  await page
    .getByRole('button', { name: 'Refund', exact: true })
    .and(page.locator(':focus'))
    .waitFor()
  expect(simulator.ledger.entries({ type: 'refund' })).toHaveLength(1)
  await simulator.stop()
})

test('while the server restarts the page says so, keeps what was typed, and misses nothing', async () => {
  const place = () => call<{ id: string; number: string }>('POST', '/orders', anOrder(['MUG', 1]))
  const { id } = await place()
  await using overview = await portal.enter('/')
  await using visit = await portal.enter(`/orders/${id}`)
  const { page } = visit
  for (const one of [overview, visit]) one.expectComplaint(/^WebSocket connection to .* failed/)
  await page.getByLabel('New note').fill('Wrap it twi')
  await page.getByRole('button', { name: 'Hold', exact: true }).click()
  const comment = page.getByRole('dialog').getByLabel('Comment')
  await comment.fill('No such str')
  await Promise.all([isLive(page), isLive(overview.page)])
  const banner = page.getByText('Penstock does not answer.')
  await product.restart(() => banner.waitFor())
  const { number } = await place()
  await banner.waitFor({ state: 'detached' })
  const feed = overview.page.getByRole('list', { name: 'Happening now' })
  await feed.getByRole('link', { name: number }).waitFor()
  expect(await feed.getByRole('link', { name: number }).count()).toBe(1)
  expect(await comment.inputValue()).toBe('No such str')
  await page.keyboard.press('Escape')
  expect(await page.getByLabel('New note').inputValue()).toBe('Wrap it twi')
})

const MUG = {
  ...{ sku: 'MUG', title: 'Blue mug', variantTitle: null, grams: 340, quantity: 100 },
  pricesMinor: { USD: 1_250 },
}

/** It tells of edits alone, and of those no more than the number of the order. */
async function givenShop({ shop, url }: ShopifySimulator): Promise<void> {
  const { key } = await call<{ key: string }>('POST', '/stores', {
    ...{ platform: 'shopify', uid: shop.domain, name: 'Broken mill', baseUrl: url },
    credentials: { accessToken: shop.accessToken, webhookSecret: 'shpss_of_the_mill' },
  })
  const webhook = { topic: 'orders/edited', address: `${product.url}/import-orders/${key}` }
  const headers = { 'x-shopify-access-token': shop.accessToken }
  const at = `${url}/admin/api/2026-10/webhooks.json`
  const reply = await fetch(at, { method: 'POST', headers, body: JSON.stringify({ webhook }) })
  expect(reply.status, await reply.text()).toBe(201)
}

/** Nothing can be taken out of others, and what nobody has paid is not given back. */
const hasManyPieces = ({ shop }: ShopifySimulator, id: string) => {
  const { lines, transactions, isTest, shown } = shop.orders.get(BigInt(id))!
  const isPaid = transactions.some(({ kind }) => kind === 'sale')
  return isPaid && !isTest && shown === null && lines.some(({ quantity }) => quantity >= 2)
}

/** The reports follow the orders a moment later. */
async function countedToday(): Promise<number> {
  const { channels } = await call<TodayReport>('GET', '/admin/reports/today')
  return channels.reduce((sum, { today }) => sum + today.orders, 0)
}

/** How many orders nobody asks for any more. */
async function deadFetches(): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `select count(*)::int as count from dead_letters where job = 'intake.fetch_order'`,
  )
  return rows[0]!.count
}

const isHere = async (externalId: string): Promise<boolean> =>
  (await pool.query('select 1 from orders where external_id = $1', [externalId])).rowCount === 1

const isLive = (page: Page) =>
  page.waitForFunction(() => document.documentElement.dataset['live'] === 'on')
