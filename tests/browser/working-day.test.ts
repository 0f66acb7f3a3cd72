import type pg from 'pg'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { given } from '#tests/given.ts'
import { signIn, startProduct, type Product } from '#tests/product.ts'
import { anOrder } from '#tests/shop.ts'
import { openPool } from '../../load/open-pool.ts'
import {
  expectFitForAll,
  expectNoSidewaysScrolling,
  followTo,
  openPortal,
  type Portal,
} from './portal.ts'

let product: Product
let portal: Portal
let pool: pg.Pool
let headers: { authorization: string }

beforeAll(async () => {
  product = await startProduct()
  pool = openPool(product.databaseUrl)
  headers = await signIn(product)
  const shop = given(pool, { orgId: product.orgId })
  await shop.product('MUG', 100, 24_900)
  await shop.product('JUG', 0, 59_900)
  portal = await openPortal(product)
})

afterAll(async () => {
  await portal?.close()
  await pool?.end()
  await product?.stop()
})

type Order = { id: string; number: string }

const call = async <Reply>(
  method: 'GET' | 'POST' | 'PATCH' | 'PUT',
  url: string,
  body?: object,
) => {
  const payload = body && { payload: body }
  const reply = await product.app.inject({ method, url: `/api/v1${url}`, headers, ...payload })
  expect(reply.statusCode, `${method} ${url}: ${reply.body}`).toBeLessThan(300)
  return reply.json<Reply>()
}

const givenOrder = (sku: string, pieces: number) =>
  call<Order>('POST', '/orders', anOrder([sku, pieces]))

const toldOfAll = (page: Page) =>
  page.waitForFunction(() => document.documentElement.dataset['live'] === 'on')

test('what an open order waits for is there as soon as the goods have come', async () => {
  await call('PUT', '/stock/JUG/backorder', { limit: 5 })
  const order = await givenOrder('JUG', 3)
  await call('PATCH', `/orders/${order.id}/status`, { status: 'CONFIRMED' })
  await using visit = await portal.enter(`/orders/${order.id}`)
  const { page } = visit
  const items = page.getByRole('table', { name: 'Items' })
  await items.getByText('3 not there yet').waitFor()
  await toldOfAll(page)
  const receive = (quantity: number) =>
    call('POST', '/stock/movements', { type: 'received', sku: 'JUG', quantity })
  await receive(2)
  await items.getByText('1 not there yet').waitFor()
  await page.getByRole('button', { name: 'Ship', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Ship', exact: true }).click()
  await dialog.getByText('Of JUG only 2 pieces are on the shelf.').waitFor()
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  await receive(1)
  await items.getByText('not there yet').waitFor({ state: 'detached' })
})

test('at a desk an order keeps one line, whatever holds it, and its page says what to do', async () => {
  const customer = { name: 'Venkatanarasimha Rao', email: 'rao@example.com' }
  const place = () => call<Order>('POST', '/orders', { ...anOrder(['MUG', 1]), customer })
  const [plain, held] = [await place(), await place()]
  for (const reason of ['bad_address', 'manual']) {
    await call('POST', `/orders/${held.id}/holds`, { reason })
  }
  await using visit = await portal.enter('/orders', { viewport: { width: 1440, height: 900 } })
  const { page } = visit
  const rowOf = ({ number }: Order) =>
    page.getByRole('row').filter({ has: page.getByRole('link', { name: number }) })
  const badge = 'On hold: address needs a look, On hold: set by hand'
  await rowOf(held).getByText(badge).waitFor()
  const heightOf = (order: Order) =>
    rowOf(order).evaluate((row) => row.getBoundingClientRect().height)
  expect(await heightOf(held)).toBe(await heightOf(plain))

  await page.getByRole('link', { name: held.number }).click()
  await page.getByRole('note').getByText('Ask the customer, mend the address').waitFor()
  expect(await page.getByRole('note').count()).toBe(2)
})

test('after a step the focus is on the one that is open now', async () => {
  const order = await givenOrder('MUG', 2)
  await using visit = await portal.enter(`/orders/${order.id}`)
  const { page } = visit
  const press = async (name: string) => {
    await page.getByRole('main').getByRole('button', { name, exact: true }).press('Enter')
    await page.getByRole('dialog').getByRole('button', { name, exact: true }).press('Enter')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  }
  const focused = (name: string) =>
    page
      .locator(':focus')
      .and(page.getByRole('button', { name, exact: true }))
      .waitFor()
  await press('Confirm')
  await focused('Ship')
  await press('Ship')
  await focused('Mark as delivered')
})

test('an order leads to its customer and to the stock of its items', async () => {
  const order = await givenOrder('MUG', 1)
  await using visit = await portal.enter(`/orders/${order.id}`)
  const { page } = visit
  await page.getByRole('table', { name: 'Items' }).getByRole('link', { name: 'MUG' }).click()
  await page.getByRole('heading', { level: 1, name: 'Stock' }).waitFor()
  expect(new URL(page.url()).searchParams.get('q')).toBe('MUG')
  await page.goBack()
  await page
    .getByRole('region', { name: 'Customer' })
    .getByRole('link', { name: 'Asha Rao' })
    .click()
  await page.getByRole('heading', { level: 1, name: 'Asha Rao' }).waitFor()
  await page.getByRole('link', { name: order.number }).waitFor()
})

test('on a telephone a filter is no wider than the list that it narrows', async () => {
  await using visit = await portal.enter('/orders', { viewport: { width: 390, height: 844 } })
  const { page } = visit
  const list = (await page.getByRole('main').locator('section').first().boundingBox())!
  for (const name of ['Placed', 'Total']) {
    await page.getByRole('button', { name: 'Filter', exact: true }).click()
    await page.getByRole('menuitem', { name, exact: true }).click()
    const editor = page.getByRole('dialog', { name })
    await editor.waitFor()
    const { x, width } = (await editor.boundingBox())!
    expect(x, name).toBeGreaterThanOrEqual(list.x)
    expect(x + width, name).toBeLessThanOrEqual(list.x + list.width)
    await page.keyboard.press('Escape')
    await editor.waitFor({ state: 'detached' })
  }
})

test('the packing slip of one order is printed from its page', async () => {
  const order = await givenOrder('MUG', 1)
  await using visit = await portal.enter(`/orders/${order.id}`)
  const { page } = visit
  const print = page.getByRole('button', { name: 'Packing slip' })
  await page.getByRole('button', { name: 'Confirm', exact: true }).waitFor()
  expect(await print.count()).toBe(0)
  await call('PATCH', `/orders/${order.id}/status`, { status: 'CONFIRMED' })
  await print.click()
  const slip = page.getByRole('dialog').getByRole('link', { name: 'Open the document' })
  const address = await slip.getAttribute('href')
  expect(await (await page.request.get(address!)).text()).toContain(order.number)
})

test('a button that has been at work has the focus again', async () => {
  await using visit = await portal.enter('/integrity')
  const { page } = visit
  const look = page.getByRole('button', { name: 'Look now' })
  await look.press('Enter')
  await page.getByText('Books balance').waitFor()
  await look.and(page.locator(':focus')).waitFor()
})

test('of a file with mistakes the first ones are read at once', async () => {
  await using visit = await portal.enter('/products')
  const { page } = visit
  const rows = ['sku,name,price:INR', 'FINE-1,Fine,10', 'BAD-1,Bad,12.505']
  const file = { name: 'products.csv', mimeType: 'text/csv', buffer: Buffer.from(rows.join('\n')) }
  await page.locator('input[type=file]').setInputFiles(file)
  const failures = page.getByRole('list', { name: 'The first rows that failed' })
  await failures.getByText('Line 3: price:INR: must be an amount such as 499.00').waitFor()
})

test('a long SKU breaks, and a list with every column goes sideways by itself', async () => {
  const sku = 'WITHOUTANYHYPHEN'.repeat(6)
  const variants = [{ sku, priceMinor: 100, currency: 'INR', barcode: '1'.repeat(100) }]
  const description = 'First line\nSecond line'
  const attributes = { colours: ['red', 'blue'], washable: true }
  const body = { name: 'Endless', description, attributes, variants }
  const { id } = await call<{ id: string }>('POST', '/products', body)
  await using visit = await portal.enter(`/products?q=${sku}`)
  const { page } = visit
  await page.getByRole('cell', { name: sku }).waitFor()
  await expectNoSidewaysScrolling(page)
  expect(await page.getByRole('group', { name: 'Products' }).count()).toBe(0)
  await followTo(page, `/products?q=${sku}&edit=true`)
  await page.getByLabel(`Price in INR of ${sku}`).waitFor()
  await expectNoSidewaysScrolling(page)

  await followTo(page, `/products/${id}`)
  // The barcode alone is wider than the page.
  const frame = page.getByRole('group', { name: 'SKUs' })
  await frame.focus()
  await page.keyboard.press('ArrowRight')
  await expect.poll(() => frame.evaluate((node) => node.scrollLeft)).toBeGreaterThan(0)
  expect(await page.getByRole('definition').allInnerTexts()).toEqual(
    expect.arrayContaining([description, 'red, blue', 'Yes']),
  )
  await expectFitForAll(page)
})
