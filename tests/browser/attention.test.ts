import { globSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { anOrderOf, importStage } from '../import/stage.ts'
import {
  expectAccessible,
  expectFitForAll,
  expectNoSidewaysScrolling,
  followTo,
  openPortal,
  type Portal,
} from './portal.ts'

let stage: Awaited<ReturnType<typeof importStage>>
let portal: Portal

beforeAll(async () => {
  stage = await importStage()
  portal = await openPortal(stage.product)
})

afterAll(async () => {
  await portal?.close()
  await stage?.stop()
})

const line = (sku: string) => ({
  ...{ externalLineId: '1', sku, title: 'Blue mug', quantity: 1, unitPriceMinor: 1_000 },
})

test('what needs somebody is worked through in one place, until nothing does', async () => {
  await using visit = await portal.enter('/')
  const { page } = visit
  await page.keyboard.press('g')
  await page.keyboard.press('n')
  await page.getByText('Nothing needs you.').waitFor()
  const held = await stage.send(anOrderOf('N-1', { lines: [line('M.U.G')] }))
  for (const externalId of ['N-2', 'N-3', 'N-4']) {
    await stage.send({ externalId, currency: 'INR' })
  }
  await page.reload()
  await page.getByRole('row', { name: /Unknown SKU .* 1$/ }).waitFor()
  await expectAccessible(page, 'main')

  await page.getByRole('button', { name: 'Map Blue mug' }).click()
  await page.getByRole('button', { name: /^MUG · .*same SKU/ }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await page.getByRole('region', { name: 'Listings without a SKU' }).waitFor({ state: 'detached' })
  const order = `/orders/${held.json['orderId']}`
  await expect.poll(async () => (await stage.call('GET', order)).json.holds).toEqual([])

  await page.getByRole('region', { name: 'Parked messages' }).getByRole('link').first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Original').getByText('N-4').waitFor()
  await dialog.getByLabel('Headers').getByText('webhook-id').waitFor()
  await expectAccessible(page, '[role=dialog]')
  await dialog.getByRole('button', { name: 'Read it again…' }).click()
  await dialog.getByText('It would be parked again: ').waitFor()
  await dialog.getByRole('button', { name: 'Read it again' }).click()
  await page.getByText('Read again: Parked.').waitFor()
  await dialog.getByText('2 times').waitFor()
  await dialog.getByRole('button', { name: 'Give it up…' }).click()
  await dialog.getByLabel('Reason').fill('It was a trial.')
  await dialog.getByRole('button', { name: 'Give it up' }).click()
  await dialog.getByText('It was a trial.').waitFor()
  await dialog.getByRole('button', { name: 'Close' }).click()
  await dialog.waitFor({ state: 'detached' })
  await page.keyboard.press('g')
  await page.keyboard.press('n')
  await page.getByRole('button', { name: 'Give these 2 up…' }).click()
  await dialog.getByLabel('Reason').fill('They were trials as well.')
  await dialog.getByRole('button', { name: 'Give it up' }).click()
  await page.getByText('Nothing needs you.').waitFor()
})

test('a message leads to its order, and the certificate says what is proven, on a phone', async () => {
  const phone = { viewport: { width: 390, height: 844 }, colorScheme: 'dark' } as const
  await using visit = await portal.enter(`/channels/${stage.storeId}`, phone)
  const { page } = visit
  await page.getByLabel('Ships within (hours)').fill('48')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('Saved.').waitFor()
  await stage.send(anOrderOf('M-1'))
  await stage.send({ externalId: 'M-2', currency: 'INR' })
  await page.reload()
  // What is parked is known, and therefore known to be missing.
  await page
    .getByText(/known orders? ha(s|ve) not landed yet\. This store cannot be asked/)
    .waitFor()
  await expectNoSidewaysScrolling(page)
  await page.getByRole('link', { name: 'Its messages' }).click()
  const row = page.getByRole('row').filter({ hasText: 'M-1' })
  await row.getByText('New order').waitFor()
  await expectNoSidewaysScrolling(page)
  await page.goto('/attention')
  await page.getByRole('region', { name: 'Parked messages' }).waitFor()
  await expectNoSidewaysScrolling(page)
  await page.goBack()
  await row.getByRole('link', { name: 'M-1' }).click()
  await page.getByRole('heading', { level: 1, name: /^Order / }).waitFor()
  await page.getByText('To be sent by').first().waitFor()
  const said = page.getByRole('list', { name: 'Messages of the store' })
  await said.getByText('New order').waitFor()
  await expectNoSidewaysScrolling(page)
  await page.getByRole('button', { name: 'Ship' }).click()
  await page.getByLabel('Carrier').fill('Blue Dart')
  await page.getByLabel('Tracking number').fill('BD-7')
  await page.getByLabel('Tracking link').fill('not a link')
  await page.getByRole('dialog').getByRole('button', { name: 'Ship' }).click()
  await page.getByRole('dialog').getByText(/URL/i).waitFor()
  await page.getByLabel('Tracking link').fill('https://track.example/BD-7')
  await page.getByRole('dialog').getByRole('button', { name: 'Ship' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.getByText('BD-7').first().waitFor()
})

test('a delivery is booked but for what nobody knows, and a shelf is counted', async () => {
  await using visit = await portal.enter('/stock/receive')
  const { page } = visit
  const onHand = async () => (await stage.call('GET', '/stock/MUG')).json.onHand as number
  const before = await onHand()
  const sku = page.getByLabel('SKU', { exact: true })
  for (const scanned of ['MUG', 'MUG', 'UNKNOWN']) {
    await sku.fill(scanned)
    await page.keyboard.press('Enter')
  }
  await expectAccessible(page, 'main')
  await page.getByRole('button', { name: 'Book 3 pieces' }).click()
  await page.getByText('Booked: 1. Refused: 1.').waitFor()
  await page.getByRole('row', { name: /^UNKNOWN 1 \S/ }).waitFor()
  expect(await onHand()).toBe(before + 2)

  await page.getByRole('button', { name: 'Remove UNKNOWN' }).click()
  await sku.fill('MUG')
  await page.getByLabel('Pieces', { exact: true }).fill('2000000')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Book 20,00,000 pieces' }).click()
  await page.getByText('Must be 10,00,000 or less.').waitFor()
  expect(await onHand()).toBe(before + 2)

  await page.goto('/stock/takes')
  const begin = async () => {
    await page.getByRole('button', { name: 'Begin a stock take' }).click()
    const place = page.getByRole('combobox', { name: 'Location' })
    await place.and(page.locator(':focus')).waitFor()
    await page.getByRole('button', { name: 'Begin', exact: true }).click()
  }
  await begin()
  const count = async (pieces: string) => {
    await sku.fill('MUG')
    await page.keyboard.press('Enter')
    await page.keyboard.type(pieces)
    await page.keyboard.press('Enter')
    await page.getByRole('row', { name: new RegExp(`^MUG \\S+ ${pieces}`) }).waitFor()
  }
  const kept = { sku: 'MUG', quantity: 1, reason: 'a guest', expiresAt: '2099-01-01T00:00:00Z' }
  await stage.call('POST', '/stock/reservations', kept)
  await count('0')
  await page.getByRole('button', { name: 'Book the differences' }).click()
  await page.getByRole('button', { name: 'Book them' }).click()
  const refused = page.getByRole('region', { name: 'Nothing was booked' })
  await refused.getByRole('row', { name: /^MUG 0 [1-9]/ }).waitFor()
  await expectAccessible(page, 'main')

  await page.getByRole('link', { name: 'All stock takes' }).click()
  await begin()
  const alreadyOpen = page.getByRole('dialog').getByRole('alert')
  await alreadyOpen.waitFor()
  await expectAccessible(page, '[role=dialog]')
  await alreadyOpen.getByRole('link', { name: 'open it' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.getByRole('heading', { level: 1, name: 'Stock take at Main' }).waitFor()
  await count('7')
  await expectAccessible(page, 'main')
  await page.getByRole('button', { name: 'Book the differences' }).click()
  await page.getByText('1 of 1 SKUs differ from the books').waitFor()
  await page.getByRole('button', { name: 'Book them' }).click()
  await page.getByText('Booked. Every channel is told the new numbers.').waitFor()
  expect(await onHand()).toBe(7)

  await page.goto('/stock?q=MUG')
  await page.getByRole('button', { name: 'Back-orders of MUG' }).click()
  const limit = page.getByLabel('Pieces that may be sold before they are there')
  await limit.and(page.locator(':focus')).waitFor()
  await limit.fill('25')
  await page.getByLabel('They will be there by').fill('2021-02-01')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('This day is over already.').waitFor()
  await expectAccessible(page, '[role=dialog]')
  await page.getByLabel('They will be there by').fill('2031-02-01')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('Saved. Every channel is told the new number.').waitFor()
  await page.getByRole('cell', { name: '25 of them to come' }).waitFor()
  const { json: stock } = await stage.call('GET', '/stock/MUG')
  expect(stock.backorder).toMatchObject({ limit: 25, promisedFor: '2031-02-01', location: 'main' })
})

test('every page is accessible in light and dark, and fits a telephone', async () => {
  const pages = await everyPage()
  // Whoever adds a page adds it here.
  const routes = globSync('web/admin/*/routes.ts').flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/ path: '(\/.*)'/g)].map(([, path]) => path!),
  )
  const seen = pages.map(([path]) => path.split('?')[0]!)
  const isSeen = (route: string) =>
    seen.some((path) => new RegExp(`^${route.replaceAll(/\$\w+/g, '[^/]+')}$`).test(path))
  expect(routes.filter((route) => !isSeen(route) && !BEFORE_SIGN_IN.includes(route))).toEqual([])

  await using visit = await portal.enter('/welcome')
  const { page } = visit
  for (const [path, title] of pages) {
    await followTo(page, path)
    await page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor()
    await expect.poll(() => page.getByRole('status', { name: 'Loading' }).count()).toBe(0)
    await expectFitForAll(page)
  }
})

/** Looked at where nobody has signed in. */
const BEFORE_SIGN_IN = ['/login', '/reset-password']

async function everyPage(): Promise<[path: string, title: string][]> {
  const name = 'Jonathan Christopher Featherstonehaugh-Cholmondeley'
  const { json: sent } = await stage.send(
    anOrderOf('P-1', { customer: { name, email: 'jonathan@example.com' } }),
  )
  const { json: order } = await stage.call('GET', `/orders/${sent['orderId']}`)
  const { json: take } = await stage.call('POST', '/stock/takes', {})
  const { json: products } = await stage.call('GET', '/products')
  const [product] = products.products
  return [
    ['/', 'Overview'],
    ['/welcome', 'Get started'],
    ['/attention', 'Needs attention'],
    ['/orders', 'Orders'],
    ['/orders?payment=refunded', 'Orders'],
    ['/orders/bulk', 'Bulk actions'],
    [`/orders/${order.id}`, `Order ${order.number}`],
    ['/products', 'Products'],
    ['/products?edit=true', 'Products'],
    [`/products/${product.id}`, product.name],
    ['/stock', 'Stock'],
    ['/stock?edit=true', 'Stock'],
    ['/stock/receive', 'Receive a delivery'],
    ['/stock/locations', 'Locations'],
    ['/stock/takes', 'Stock takes'],
    [`/stock/takes/${take.id}`, 'Stock take at Main'],
    ['/customers', 'Customers'],
    [`/customers/${order.customer.id}`, name],
    ['/channels', 'Channels'],
    [`/channels/${stage.storeId}`, 'Stage'],
    [`/channels/${stage.storeId}/messages`, 'Messages'],
    ['/reports', 'Reports'],
    ['/reports?as=table', 'Reports'],
    ['/jobs', 'Jobs'],
    ['/integrity', 'Integrity'],
    ['/settings/shop', 'Shop'],
    ['/settings/profile', 'Profile'],
    ['/settings/people', 'People and roles'],
    ['/settings/keys', 'API keys'],
    ['/settings/audit', 'Audit log'],
  ]
}
