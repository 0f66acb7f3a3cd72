import pg from 'pg'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { given } from '#tests/given.ts'
import { signIn, startProduct, type Product } from '#tests/product.ts'
import { anOrder } from '#tests/shop.ts'
import { expectAccessible, expectNoSidewaysScrolling, openPortal, type Portal } from './portal.ts'

let product: Product
let portal: Portal
let pool: pg.Pool
let orders: { id: string; number: string }[]

/** More than one page of the list. */
const ORDERS = 54

beforeAll(async () => {
  product = await startProduct()
  pool = new pg.Pool({ connectionString: product.databaseUrl, max: 2 })
  await given(pool, { orgId: product.orgId }).product('MUG', 1_000, 24_900)
  const headers = await signIn(product)
  call = async (method, url, payload) => {
    const reply = await product.app.inject({
      ...{ method, url: `/api/v1${url}`, headers, ...(payload && { payload }) },
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

let call: (method: 'GET' | 'POST' | 'DELETE', url: string, payload?: object) => Promise<unknown>

const selected = (page: Page) => page.getByRole('region', { name: 'Selected orders' })

test('everything that matches is confirmed, what is held is named, mended and retried', async () => {
  const held = orders.slice(10, 13)
  for (const { id } of held) await call('POST', `/orders/${id}/holds`, { reason: 'manual' })
  await using visit = await portal.enter('/orders')
  const { page } = visit
  await page.getByRole('checkbox', { name: 'Select all shown' }).check()
  await selected(page).getByText('50 selected').waitFor()
  await selected(page).getByRole('button', { name: 'Select all 54 that match' }).click()
  await expectAccessible(page)
  await selected(page).getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Confirm' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('51 of 54 will be done.').waitFor()
  await dialog.getByRole('list', { name: 'Left out' }).getByText('3 left out').waitFor()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Confirm: 51' }).click()
  await dialog.getByText('51 done, 0 left out, 3 failed, of 54.').waitFor()
  await dialog.getByRole('link', { name: held[0]!.number }).waitFor()
  await expectAccessible(page)
  for (const { id } of held) await call('DELETE', `/orders/${id}/holds/manual`)
  await dialog.getByRole('button', { name: 'Try the rest again' }).click()
  await dialog.getByText('54 done, 0 left out, 0 failed, of 54.').waitFor()
  const run = page.url()
  await dialog.getByRole('button', { name: 'Close' }).click()
  await dialog.waitFor({ state: 'detached' })
  await page.getByRole('link', { name: 'Confirmed 54' }).waitFor()

  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto(run)
  await dialog.getByText('54 done').waitFor()
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
  await dialog.getByText('5 done, 0 left out, 0 failed, of 5.').waitFor()
  expect(await tagged()).toBe(5)
  await dialog.getByRole('button', { name: 'Take it back' }).click()
  await dialog.getByText('Take back', { exact: true }).waitFor()
  await dialog.getByText('5 done, 0 left out, 0 failed, of 5.').waitFor()
  expect(await tagged()).toBe(0)
})

async function tagged(): Promise<number> {
  const { rows } = await pool.query<{ n: number }>(
    `select count(*)::int as n from orders where 'rush' = any (tags)`,
  )
  return rows[0]!.n
}
