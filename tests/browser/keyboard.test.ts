import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { given } from '#tests/given.ts'
import { signIn, startProduct, type Product } from '#tests/product.ts'
import { openPool } from '../../load/open-pool.ts'
import { focused, pressKey, pressTo } from './keys.ts'
import { openPortal, type Portal } from './portal.ts'

let product: Product
let portal: Portal
let pool: pg.Pool

beforeAll(async () => {
  product = await startProduct()
  pool = openPool(product.databaseUrl)
  await given(pool, { orgId: product.orgId }).product('MUG', 12, 24_900)
  portal = await openPortal(product)
})

afterAll(async () => {
  await portal?.close()
  await pool?.end()
  await product?.stop()
})

test('by keyboard alone a store is connected, with the fields of its kind of account', async () => {
  await using visit = await portal.enter('/channels')
  const { page } = visit
  const dialog = page.getByRole('dialog')
  const field = (name: string) => dialog.getByLabel(name, { exact: true })
  await page.getByRole('button', { name: 'Connect a store' }).waitFor()
  await pressKey(page, 'Connect a store')
  const choices = dialog.getByRole('list', { name: 'Platforms' }).getByRole('button')
  const choice = (title: string) => dialog.getByRole('button', { name: new RegExp(`^${title}`) })
  await choice('Blinkit').waitFor()
  await pressKey(page, await choice('Blinkit').innerText().then(asSaid))
  await expect.poll(() => focused(page)).toBe('Name')
  await page.keyboard.type('Quick shop')
  await page.keyboard.press('Tab')
  await page.keyboard.type('4411')
  await page.keyboard.press('Tab')
  expect(await focused(page)).toMatch(/^Vendor/)
  await pressTo(page, 'Supplier name')
  await page.keyboard.type('Mill Foods')
  await pressTo(page, 'Account', 'Shift+Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.press('ArrowDown')
  expect(await focused(page)).toMatch(/^Marketplace/)
  await field('Supplier name').waitFor({ state: 'detached' })
  expect(await dialog.getByLabel(/^(Vendor id|Supplier)/).count()).toBe(0)
  await page.keyboard.press('Tab')
  expect(await focused(page)).toBe('API key')
  await page.keyboard.type('key')
  await pressTo(page, 'Key of incoming messages')
  await page.keyboard.type('secret')
  await pressTo(page, 'Address')
  // An address within the house is refused, so nothing outside is called.
  await page.keyboard.type(product.url)
  const sent = page.waitForRequest((request) => request.method() === 'POST')
  await page.keyboard.press('Enter')
  // What was typed for the other kind of account is not sent.
  expect((await sent).postDataJSON()).toMatchObject({
    ...{ name: 'Quick shop', settings: { mode: 'marketplace' } },
    credentials: { apiKey: 'key', webhookSecret: 'secret' },
  })
  expect((await sent).postData()).not.toContain('Mill Foods')
  await dialog.getByText(/^The address /).waitFor()

  await pressKey(page, 'Back')
  await expect.poll(() => focused(page)).toBe(await choices.first().innerText().then(asSaid))
  await pressKey(page, await choice('Another system').innerText().then(asSaid))
  await expect.poll(() => focused(page)).toBe('Name')
  await page.keyboard.type('Market stall')
  await page.keyboard.press('Tab')
  await page.keyboard.type('stall-7')
  await page.keyboard.press('Enter')
  await dialog.getByRole('group', { name: 'Webhook address' }).waitFor()
  await expect.poll(() => focused(page)).toBe('Go to the store')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Market stall' }).waitFor()
})

test('by keyboard alone pieces are counted, and a dialog is left with one Escape', async () => {
  await using visit = await portal.enter('/')
  const { page } = visit
  const dialog = page.getByRole('dialog')
  const change = 'Change the stock of MUG at Main'
  await page.keyboard.press('g')
  await page.keyboard.press('t')
  await page.getByRole('button', { name: change }).waitFor()
  await pressKey(page, change)
  await dialog.getByText('12 pieces are booked there now.').waitFor()
  await expect.poll(() => focused(page)).toBe('Pieces that came in')
  await page.keyboard.press('Escape')
  await expect.poll(() => focused(page)).toBe(change)

  await page.keyboard.press('Enter')
  await expect.poll(() => focused(page)).toBe('Pieces that came in')
  await page.keyboard.press('Shift+Tab')
  expect(await focused(page)).toBe('Received')
  await page.keyboard.press('ArrowRight')
  await dialog.getByText('The difference to what is booked').waitFor()
  await page.keyboard.press('Tab')
  expect(await focused(page)).toBe('Pieces that are there')
  await page.keyboard.type('7')
  await page.keyboard.press('Tab')
  await page.keyboard.type('Shelf 3')
  await page.keyboard.press('Enter')
  await page.getByText('Booked. Every channel is told the new number.').waitFor()
  await dialog.waitFor({ state: 'detached' })
  await expect.poll(() => focused(page)).toBe(change)
  const row = page.getByRole('row').filter({ hasText: 'MUG' })
  await row.getByRole('cell', { name: '7', exact: true }).first().waitFor()
})

test('a SKU that nothing is offered for does not keep a dialog open', async () => {
  const headers = await signIn(product)
  const payload = { code: 'back', name: 'Back room' }
  const reply = await product.app.inject({
    ...{ method: 'POST', url: '/api/v1/locations', headers, payload },
  })
  expect(reply.statusCode, reply.body).toBeLessThan(300)
  await using visit = await portal.enter('/stock')
  const { page } = visit
  const dialog = page.getByRole('dialog')
  await page.getByRole('button', { name: 'Transfer' }).waitFor()
  await pressKey(page, 'Transfer')
  await expect.poll(() => focused(page)).toBe('SKU')
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  await expect.poll(() => focused(page)).toBe('Transfer')

  await page.keyboard.press('Enter')
  await expect.poll(() => focused(page)).toBe('SKU')
  await page.keyboard.type('mug')
  await page.getByRole('option', { name: /^MUG/ }).waitFor()
  // What is offered goes first, and takes nothing with it that was typed.
  await page.keyboard.press('Escape')
  await page.getByRole('option').waitFor({ state: 'detached' })
  expect(await dialog.getByLabel('SKU').inputValue()).toBe('mug')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect.poll(() => dialog.getByLabel('SKU').inputValue()).toBe('MUG')
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
})

/** A button is read as one line, however it looks. */
const asSaid = (text: string) => text.replaceAll('\n', '')
