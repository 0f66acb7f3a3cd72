import type pg from 'pg'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { given } from '#tests/given.ts'
import { signIn, startProduct, type Product } from '#tests/product.ts'
import { anOrder } from '#tests/shop.ts'
import {
  expectAccessible,
  expectFitForAll,
  expectNoSidewaysScrolling,
  followTo,
  openPortal,
  type Portal,
} from './portal.ts'
import { openPool } from '../../load/open-pool.ts'

let product: Product
let portal: Portal
let pool: pg.Pool
let orders: Placed[]

/** Many pages of the list, and more than one of a run. */
const ORDERS = 120

beforeAll(async () => {
  product = await startProduct()
  pool = openPool(product.databaseUrl)
  const shop = given(pool, { orgId: product.orgId })
  await shop.product('MUG', 1_000, 24_900)
  for (const sku of ['CUP', 'JUG']) await shop.product(sku, 10, 10_000)
  const headers = await signIn(product)
  call = async (method, url, payload, read) => {
    const reply = await product.app.inject({
      ...{ method, url: `/api/v1${url}`, ...(payload && { payload }) },
      headers: { ...headers, ...(read && { 'if-match': `"${read.version}"` }) },
    })
    expect(reply.statusCode, `${method} ${url}: ${reply.body}`).toBeLessThan(300)
    return reply.body === '' ? undefined : reply.json()
  }
  const place = () => call('POST', '/orders', anOrder(['MUG', 1]))
  orders = (await Promise.all(Array.from({ length: ORDERS }, place))) as typeof orders
  portal = await openPortal(product)
})

afterAll(async () => {
  await portal?.close()
  await pool?.end()
  await product?.stop()
})

let call: (
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  url: string,
  payload?: object,
  /** Only as it was read. */
  read?: { version: number },
) => Promise<unknown>

const selected = (page: Page) => page.getByRole('region', { name: 'Selected orders' })

test('everything that matches is confirmed, what is held is named, mended and retried', async () => {
  const held = orders.slice(10, 13)
  for (const { id } of held) await call('POST', `/orders/${id}/holds`, { reason: 'manual' })
  await using visit = await portal.enter('/orders')
  const { page } = visit
  await page.getByRole('checkbox', { name: 'Select all shown' }).check()
  await selected(page).getByText('50 selected').waitFor()
  await selected(page).getByRole('button', { name: 'Select all 120 that match' }).click()
  await expectAccessible(page, '[aria-label="Selected orders"]')
  const dialog = page.getByRole('dialog')
  await selected(page).getByRole('button', { name: 'Put on hold' }).click()
  await dialog.getByLabel('Reason').and(page.locator(':focus')).waitFor()
  await page.keyboard.press('Escape')
  await selected(page).getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Confirm' }).click()
  await dialog.getByText('117 of 120 will be done.').waitFor()
  await dialog.getByRole('list', { name: 'Left out' }).getByText('3 left out').waitFor()
  await expectAccessible(page, '[role=dialog]')
  await dialog.getByRole('button', { name: 'Confirm: 117' }).click()
  await dialog.getByText('Of 120: 117 done, 3 left out.').waitFor()
  for (const { number } of held) await dialog.getByRole('link', { name: number }).waitFor()
  await dialog
    .getByText(/^It is on hold: /)
    .first()
    .waitFor()
  await expectAccessible(page, '[role=dialog]')
  for (const { id } of held) await call('DELETE', `/orders/${id}/holds/manual`)
  await dialog.getByRole('button', { name: 'Try the rest again' }).click()
  await dialog.getByText('All 120 orders are done.').waitFor()
  const run = page.url()
  await dialog.getByRole('button', { name: 'Close' }).click()
  await dialog.waitFor({ state: 'detached' })
  await page.getByRole('link', { name: 'Confirmed 120' }).waitFor()
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto(run)
  await dialog.getByText('All 120 orders are done.').waitFor()
  await expectNoSidewaysScrolling(page)
})

test('rows are chosen by keyboard, tagged together, and the tags taken back', async () => {
  await using visit = await portal.enter('/orders')
  const { page } = visit
  await page.getByRole('row').nth(2).waitFor()
  for (const key of ['j', 'x', 'j', 'j', 'Shift+X']) await page.keyboard.press(key)
  await selected(page).getByText('3 selected').waitFor()
  await page
    .getByRole('checkbox', { name: /^Select #?\S+\d$/ })
    .nth(4)
    .click({ modifiers: ['Shift'] })
  await selected(page).getByText('5 selected').waitFor()
  // The keys of the list go on where somebody has clicked a box.
  for (const key of ['j', 'x']) await page.keyboard.press(key)
  await selected(page).getByText('6 selected').waitFor()
  await page.keyboard.press('x')
  await selected(page).getByText('5 selected').waitFor()
  await selected(page).getByRole('button', { name: 'Add tags' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Tags').first().fill('rush')
  await page.keyboard.press('Enter')
  await dialog.getByText('5 of 5 will be done.').waitFor()
  await dialog.getByRole('button', { name: 'Add tags: 5' }).click()
  await dialog.getByText('All 5 orders are done.').waitFor()
  expect(await tagged()).toBe(5)
  await dialog.getByRole('button', { name: 'Take it back' }).click()
  await dialog.getByText('Take back: Add tags', { exact: true }).waitFor()
  await dialog.getByText('All 5 orders are done.').waitFor()
  expect(await tagged()).toBe(0)
})

test('orders are chosen with a thumb on a telephone, and what can be done is in reach', async () => {
  const viewport = { width: 390, height: 844 }
  await using visit = await portal.enter('/orders', { viewport })
  const { page } = visit
  const box = page.getByRole('checkbox', { name: /^Select #?\S+\d$/ })
  const card = await boundsOf(page.getByRole('row').nth(1))
  // In the lower left corner of the card, as far from the box as its edge is long.
  await page.mouse.click(card.x + 40, card.y + card.height - 4)
  expect(await box.first().isChecked()).toBe(true)
  await box.nth(1).focus()
  await page.keyboard.press('Space')
  await page.getByRole('status').getByText('2 selected', { exact: true }).waitFor()
  await page.getByRole('checkbox', { name: 'Select all shown' }).check()
  await selected(page).getByText('50 selected').waitFor()
  const bar = await boundsOf(selected(page))
  expect(bar.y + bar.height).toBeLessThanOrEqual(viewport.height)
  expect(bar.height).toBeLessThan(viewport.height / 6)
  for (const button of await selected(page).getByRole('button').all()) {
    expect((await boundsOf(button)).height).toBeGreaterThanOrEqual(44)
  }
  // Whoever goes on by keyboard sees where: what the bar hides comes out from behind it.
  await box.nth(4).evaluate((one, y) => {
    scrollBy(0, one.getBoundingClientRect().top - y)
    one.focus()
  }, bar.y + 20)
  expect((await boundsOf(box.nth(4))).y).toBeLessThan(bar.y)
  await selected(page)
    .getByRole('button', { name: /^Select all \d+ that match$/ })
    .click()
  await selected(page).getByRole('button', { name: 'Actions' }).click()
  await expectNoSidewaysScrolling(page)
  await expectAccessible(page, 'main')
  await page.getByRole('menuitem', { name: 'Add tags' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Leave it' }).click()
  await selected(page).getByRole('button', { name: 'Clear' }).click()
  await selected(page).waitFor({ state: 'detached' })
  expect(await box.first().isChecked()).toBe(false)
})

async function boundsOf(part: Locator) {
  await part.waitFor()
  return (await part.boundingBox())!
}

async function tagged(): Promise<number> {
  const { rows } = await pool.query<{ n: number }>(
    `select count(*)::int as n from orders where 'rush' = any (tags)`,
  )
  return rows[0]!.n
}

test('a bulk action that was closed is found again, with how far it is and what became of it', async () => {
  const orderIds = orders.slice(20, 23).map(({ id }) => id)
  const tagging = { action: 'add_tags', tags: ['parade'], selection: { orderIds } }
  const { id } = (await call('POST', '/orders/bulk', tagging)) as { id: string }
  const state = async () => ((await call('GET', `/orders/bulk/${id}`)) as { state: string }).state
  await expect.poll(state).toBe('done')
  await pool.query(`update order_bulk_runs set state = 'running', done = 1 where id = $1`, [id])
  await using visit = await portal.enter('/orders')
  const { page } = visit
  await page.getByRole('link', { name: 'Bulk actions' }).click()
  const row = page.getByRole('row', { name: /parade/ })
  await page.getByRole('row', { name: /^Add tags parade Under way .*1 of 3 .*Owner/ }).waitFor()
  await row.getByRole('progressbar', { name: 'How far it is' }).waitFor()
  await expectFitForAll(page)
  await page.setViewportSize({ width: 1280, height: 720 })
  await pool.query(`update order_bulk_runs set state = 'done', done = 3 where id = $1`, [id])
  await page.getByRole('row', { name: /^Add tags parade Done 3 of 3 / }).waitFor()

  const dialog = page.getByRole('dialog')
  await page.getByRole('link', { name: 'All orders' }).click()
  await page.keyboard.press('Control+k')
  await dialog.waitFor()
  await page.keyboard.type('bulk')
  await page.keyboard.press('Enter')
  await row.getByRole('link', { name: 'Add tags' }).focus()
  await page.keyboard.press('Enter')
  await dialog.getByText('All 3 orders are done.').waitFor()
  await dialog.getByRole('button', { name: 'Take it back' }).click()
  await dialog.getByText('Take back: Add tags').waitFor()
  await dialog.getByText('All 3 orders are done.').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('row', { name: /^Take back: Add tags parade Done 3 of 3 / }).waitFor()
})

test('a part of an order leaves and comes back, and the page says what is left', async () => {
  const placed = (await call('POST', '/orders', anOrder(['MUG', 3], ['CUP', 2]))) as Placed
  const { id, number } = placed
  await call('PATCH', `/orders/${id}/status`, { status: 'CONFIRMED' })
  await using visit = await portal.visit({ storageState: portal.storageState })
  const { page } = visit
  // The colleague is faster than the news of it.
  await page.routeWebSocket(/\/live/, () => {})
  await page.goto(`/orders/${id}`)
  const main = page.getByRole('main')
  const dialog = page.getByRole('dialog')
  const timeline = page.getByRole('region', { name: 'Timeline' })
  const press = (name: string) => dialog.getByRole('button', { name, exact: true }).click()
  const ask = (name: string) => main.getByRole('button', { name, exact: true }).click()
  await ask('Ship')
  await press('None')
  await dialog.getByText('Say how many pieces.').waitFor()
  await dialog.getByLabel('Pieces of Product MUG').fill('2')
  await dialog.getByText('2 pieces leave the shelf').waitFor()
  await dialog.getByText('3 of 5 pieces stay to be shipped.').waitFor()
  await expectAccessible(page, '[role=dialog]')
  await press('Ship')
  await timeline.getByText('2 pieces sent: 2 × Product MUG').waitFor()
  await main.locator('header').first().getByText('Partly shipped').waitFor()
  await followTo(page, '/orders')
  await page.getByRole('row', { name: new RegExp(`${number}.*Partly shipped`) }).waitFor()
  await page.goBack()

  await ask('Ship')
  await dialog.getByText('3 pieces leave the shelf').waitFor()
  await call('POST', `/orders/${id}/parcels`, { lines: [{ line: 2, quantity: 2 }] })
  await press('Ship')
  await dialog.getByText(/Owner: partly shipped \(2 pieces sent: 2 × Product CUP\)/).waitFor()
  await press('Load the newest')
  // Of the one piece that is left there is nothing to choose.
  await dialog.getByText('One piece leaves the shelf').waitFor()
  expect(await dialog.getByRole('table').count()).toBe(0)
  await press('Ship')
  await timeline.getByText('1 piece sent: 1 × Product MUG').waitFor()

  await ask('Take back')
  await dialog.getByText('5 pieces are booked in.').waitFor()
  await expectNoSidewaysScrolling(page)
  await page.keyboard.type('1')
  await dialog.getByText('2 of 5 pieces stay with the customer.').waitFor()
  await page.keyboard.press('Enter')
  await timeline.getByText('3 pieces: 1 × Product MUG, 2 × Product CUP').waitFor()
  await page.getByText(`A part was taken back. Order ${number}.`).waitFor()
})

type Placed = { id: string; number: string }

test('a view that a colleague has changed meanwhile is told with both versions', async () => {
  const sort = { by: 'placedAt', order: 'desc' }
  const view = (await call('POST', '/order-views', {
    ...{ name: 'Both want it', shared: true, filter: { tag: 'ours' }, sort, columns: [] },
  })) as { id: string; version: number }
  await using visit = await portal.enter(`/orders?view=${view.id}&tag=mine`)
  const { page } = visit
  await page.getByRole('link', { name: 'Both want it changed' }).waitFor()
  await call('PATCH', `/order-views/${view.id}`, { filter: { tag: 'theirs' } }, view)
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('Someone changed this view meanwhile.').waitFor()
  await dialog.getByText('Tag: theirs').waitFor()
  await dialog.getByText('Tag: mine').waitFor()
  await expectAccessible(page, '[role=dialog]')
  await dialog.getByRole('button', { name: 'Keep mine' }).click()
  await dialog.waitFor({ state: 'detached' })
  await page.getByText('changed', { exact: true }).waitFor({ state: 'detached' })
  const { views } = (await call('GET', '/order-views')) as { views: object[] }
  expect(views).toMatchObject([{ filter: { tag: 'mine' } }])
})

test('stock is typed as in a spreadsheet, and what somebody else changed is seen before saving', async () => {
  await using visit = await portal.enter('/stock')
  const { page } = visit
  await page.getByRole('button', { name: 'Edit as a grid' }).click()
  const cell = (column: string, sku: string) =>
    page.getByRole('textbox', { name: `${column} of ${sku} at main` })
  await cell('On hand', 'CUP').fill('12')
  await page.keyboard.press('Enter')
  await page.keyboard.type('9')
  expect(await cell('On hand', 'JUG').inputValue()).toBe('9')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.type('some')
  await page.getByText('A whole number, 0 or more.').waitFor()
  await page
    .getByRole('button', { name: 'Save 3 changes' })
    .and(page.locator(':disabled'))
    .waitFor()
  await page.keyboard.press('Escape')
  expect(await cell('Kept back', 'CUP').inputValue()).toBe('0')
  await cell('Low at', 'CUP').evaluate(pasteInto, '5\t6\n7\n')
  await page.getByText('One value that you pasted has no cell here and was left out: 6').waitFor()
  await expectAccessible(page, 'main')

  const theirs = { sku: 'JUG', location: 'main', onHand: { from: 10, to: 4 } }
  await call('PATCH', '/stock/levels', { levels: [theirs] })
  await page.getByRole('alert').getByText('Someone has made it 4.').waitFor()
  await page.getByRole('button', { name: 'Keep mine' }).click()
  await page.getByRole('navigation').getByRole('link', { name: 'Jobs' }).click()
  await page.getByText('4 changes are not saved.').waitFor()
  await page.getByRole('button', { name: 'Leave', exact: true }).click()
  await page.getByRole('heading', { level: 1, name: 'Jobs' }).waitFor()
  await page.goBack()
  await page.getByRole('button', { name: 'Save 4 changes' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('On hand: 4 → 9').waitFor()
  await expectAccessible(page, '[role=dialog]')
  await dialog.getByLabel('Reason').fill('Counted twice')
  await dialog.getByRole('button', { name: 'Save 4 changes' }).click()
  await page.getByText('Saved.').waitFor()
  const { stock } = (await call('GET', '/stock')) as { stock: object[] }
  expect(stock).toMatchObject([
    { sku: 'CUP', onHand: 12, safetyStock: 0, lowThreshold: 5 },
    { sku: 'JUG', onHand: 9, lowThreshold: 7 },
    { sku: 'MUG', lowThreshold: null },
  ])
})

test('products are typed in a grid, and what is refused there or in a file says why', async () => {
  const viewport = { width: 390, height: 844 }
  await using visit = await portal.enter('/products?edit=true', { viewport })
  const { page } = visit
  const price = (sku: string) => page.getByLabel(`Price in INR of ${sku}`)
  await price('CUP').fill('129.5')
  await page.getByLabel('Barcode of JUG').fill('890-1')
  await page.getByLabel('Barcode of MUG').fill('890-1')
  await page.getByLabel('State of JUG').selectOption('Archived')
  await expectNoSidewaysScrolling(page)
  await page.getByRole('button', { name: 'Save 4 changes' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Save 4 changes' }).click()
  await page.getByRole('alert').getByText('A barcode belongs to another variant already.').waitFor()
  await page.getByText('1 was not saved').waitFor()
  await expectAccessible(page, 'main')
  await page.getByRole('button', { name: 'Discard' }).click()
  const { products } = (await call('GET', '/products?sort=name')) as { products: object[] }
  expect(products).toMatchObject([
    { state: 'published', variants: [{ sku: 'CUP', priceMinor: 12_950, barcode: null }] },
    { state: 'archived', variants: [{ sku: 'JUG', barcode: '890-1' }] },
    { state: 'published', variants: [{ sku: 'MUG', priceMinor: 24_900, barcode: null }] },
  ])

  await page.getByRole('button', { name: 'Finish editing' }).click()
  const exported = page.getByRole('link', { name: 'Export CSV' })
  expect(await exported.getAttribute('href')).toMatch(/\/products\/export\.csv\?separator=comma$/)
  // By keyboard: it is remembered, and the focus is back where the choice was.
  const columns = page.getByRole('button', { name: 'Columns of the file' })
  await columns.focus()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitemradio', { name: 'Commas', checked: true }).waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect.poll(() => exported.getAttribute('href')).toMatch(/separator=semicolon$/)
  await page.keyboard.press('Escape')
  await columns.and(page.locator(':focus')).waitFor()
  const file = {
    name: 'products.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('sku,cost\nA,1\n'),
  }
  const opened = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Import CSV' }).press('Enter')
  await (await opened).setFiles(file)
  const refused = page.getByRole('dialog')
  await refused.getByText('The column cost is not known.').waitFor()
  await refused.getByText(/^The columns are .*, sku, .*, price:INR\.$/).waitFor()
  await expectAccessible(page, '[role=dialog]')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Import CSV' }).and(page.locator(':focus')).waitFor()
})

test('a product of which nothing is for sale says why no customer sees it', async () => {
  const variants = [{ sku: 'OLD', priceMinor: 100, currency: 'INR' }]
  const body = { name: 'Old mug', publish: true, variants }
  const { id } = (await call('POST', '/products', body)) as { id: string }
  await call('DELETE', `/products/${id}/variants/OLD`)
  await using visit = await portal.enter('/products?q=OLD')
  const { page } = visit
  await page.getByText('Published, nothing for sale').waitFor()
  await page.getByRole('link', { name: 'Old mug' }).click()
  await page.getByRole('note').getByText('Customers do not see this product').waitFor()
  await expectAccessible(page, 'main')
  await page.getByRole('link', { name: 'in the grid' }).click()
  await page.getByLabel('Sold of OLD').selectOption('For sale')
  await page.getByRole('button', { name: 'Save 1 change' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Save 1 change' }).click()
  await page.getByText('Saved.').waitFor()
  await page.getByRole('button', { name: 'Finish editing' }).click()
  await page.getByText('Published', { exact: true }).first().waitFor()
  expect(await page.getByText('Published, nothing for sale').count()).toBe(0)
})

test('a product that somebody else has renamed meanwhile is shown in both versions', async () => {
  const { products } = (await call('GET', '/products?q=MUG')) as { products: Renamed[] }
  const [mug] = products
  await using visit = await portal.enter(`/products/${mug!.id}`)
  const { page } = visit
  await page.getByRole('button', { name: 'Edit' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('Mine')
  await call('PATCH', `/products/${mug!.id}`, { name: 'Theirs', description: 'Blue' }, mug)
  // The page knows of it already, and the form all the same that it was made for the older one.
  await page.getByRole('heading', { level: 1, name: 'Theirs' }).waitFor()
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.getByText('Someone changed this product meanwhile.').waitFor()
  const said = dialog.getByRole('alert').getByRole('definition')
  expect(await said.allTextContents()).toEqual(['Theirs', 'Mine', 'Blue', 'none'])
  await expectAccessible(page, '[role=dialog]')
  await dialog.getByRole('button', { name: 'Keep mine' }).click()
  await page.getByRole('heading', { level: 1, name: 'Mine' }).waitFor()
  const kept = await call('GET', `/products/${mug!.id}`)
  expect(kept).toMatchObject({ name: 'Mine', description: 'Blue' })
})

test('what a SKU costs stands in a column for each currency, and beyond the edge of none', async () => {
  const { products } = (await call('GET', '/products?q=JUG')) as { products: Renamed[] }
  const [jug] = products
  const prices = ['AED', 'AUD', 'EUR', 'GBP', 'INR', 'JPY', 'SGD', 'USD'].map(
    (currency, index) => ({
      ...{ currency, priceMinor: 10_000 + index },
    }),
  )
  await call('PUT', `/products/${jug!.id}/variants/JUG/prices`, { prices }, jug)
  await using visit = await portal.enter(`/products/${jug!.id}`)
  const { page } = visit
  const list = page.getByRole('table', { name: 'Prices' })
  const row = 'JUG 100.00 100.01 100.02 100.03 100.04 10,005 100.06 100.07'
  await list.getByRole('row', { name: row }).waitFor()
  await expectFitForAll(page)
})

type Renamed = { id: string; version: number }

test('a location is added, renamed and archived', async () => {
  await using visit = await portal.enter('/stock/locations')
  const { page } = visit
  await page.getByRole('button', { name: 'Add a location' }).click()
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('North')
  await page.getByRole('textbox', { name: 'Code', exact: true }).fill('Up North')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText(/^Must be a code of small letters/).waitFor()
  await page.getByRole('textbox', { name: 'Code', exact: true }).fill('north')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: 'Edit North' }).click()
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('North gate')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: 'Archive North gate' }).click()
  await page.getByRole('button', { name: 'Archive it' }).click()
  await page.getByRole('row', { name: /^North gate north .*Archived/ }).waitFor()
})

function pasteInto(cell: Element, text: string): void {
  const clipboardData = new DataTransfer()
  clipboardData.setData('text/plain', text)
  cell.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }))
}

test('a loss of promised pieces is refused, with the orders that they are promised to', async () => {
  await using visit = await portal.enter('/stock?q=MUG', { viewport: { width: 390, height: 844 } })
  const { page } = visit
  await page.getByRole('button', { name: 'Change the stock of MUG' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('Counted', { exact: true }).click()
  await dialog.getByLabel('Pieces that are there').fill('0')
  await dialog.getByRole('button', { name: 'Book it' }).click()
  await dialog.getByRole('alert').waitFor()
  const holders = dialog.getByRole('table', { name: 'Promised to' }).getByRole('link')
  await holders.first().waitFor()
  await expectNoSidewaysScrolling(page)
  await expectAccessible(page, '[role=dialog]')
  await holders.first().click()
  await page.getByRole('heading', { name: /^Order / }).waitFor()
})
