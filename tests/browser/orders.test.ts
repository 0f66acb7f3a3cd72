import type pg from 'pg'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { given } from '#tests/given.ts'
import { signIn, startProduct, type Product } from '#tests/product.ts'
import { anOrder } from '#tests/shop.ts'
import { englishLeftOn } from './hindi.ts'
import {
  expectAccessible,
  expectNoSidewaysScrolling,
  followTo,
  openPortal,
  type Portal,
} from './portal.ts'
import { openPool } from '../../load/open-pool.ts'

let product: Product
let portal: Portal
let pool: pg.Pool
let headers: { authorization: string }

beforeAll(async () => {
  product = await startProduct()
  pool = openPool(product.databaseUrl)
  headers = await signIn(product)
  const shop = given(pool, { orgId: product.orgId })
  await shop.product('MUG', 1_000, 24_900)
  await shop.product('CUP', 1_000, 129_900)
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

type Given = { pieces?: number; phone?: string }

const givenOrder = (name: string, { pieces = 1, ...contact }: Given = {}) =>
  call<Order>('POST', '/orders', {
    ...anOrder(['MUG', pieces], ['CUP', 1]),
    customer: { name, ...contact },
  })

const givenConfirmed = async (name: string, more: Given = {}): Promise<Order> => {
  const order = await givenOrder(name, more)
  return call('PATCH', `/orders/${order.id}/status`, { status: 'CONFIRMED' })
}

/** The router puts digits that are words into quotes. */
const askedFor = (page: Page) => new URL(page.url()).searchParams.get('q')?.replaceAll('"', '')

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name })

/** Presses the button of the page and the one that does it, after what it says was read. */
async function step(page: Page, name: string, verb: string, says: RegExp): Promise<void> {
  await page.getByRole('main').getByRole('button', { name, exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText(says).waitFor()
  await dialog.getByRole('button', { name: verb, exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
}

/** The badges and words below the number of the order. */
const standing = (page: Page, words: string): Locator =>
  page.getByRole('main').locator('header').first().getByText(words)

test('an order is found by a telephone number, held with a reason, released, and goes on', async () => {
  const { number } = await givenConfirmed('Asha Devi', { phone: '+919876543210' })
  await givenOrder('Somebody Else')
  await using visit = await portal.enter('/orders')
  const { page } = visit
  await page.getByRole('link', { name: number }).waitFor()
  await page.keyboard.press('/')
  await page.keyboard.type('98765')
  await expect.poll(() => askedFor(page)).toBe('98765')
  // The answer that came meanwhile has not taken the field away.
  await page.keyboard.type('43210')
  await page.getByRole('cell', { name: 'Somebody Else' }).first().waitFor({ state: 'detached' })
  await expect.poll(() => askedFor(page)).toBe('9876543210')
  await page.getByRole('link', { name: number }).click()
  await heading(page, `Order ${number}`).waitFor()

  await page.getByRole('button', { name: 'Hold', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('It keeps its stock').waitFor()
  await dialog.getByLabel('Reason').selectOption('Address needs a look')
  await dialog.getByLabel('Comment').fill('There is no such street.')
  await expectAccessible(page, '[role=dialog]')
  await dialog.getByRole('button', { name: 'Put on hold' }).click()
  await standing(page, 'On hold: address needs a look').waitFor()
  await page.getByRole('listitem').filter({ hasText: 'There is no such street.' }).first().waitFor()
  expect(await page.getByRole('button', { name: 'Ship' }).count()).toBe(0)

  await page.getByRole('button', { name: 'Edit the address' }).click()
  await dialog.getByLabel('Street and number').fill('7 Lake Road')
  await dialog.getByRole('combobox', { name: 'Country' }).fill('lanka')
  await page.keyboard.press('Enter')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('region', { name: 'Ships to' }).getByText('7 Lake Road').waitFor()
  await page.getByRole('region', { name: 'Ships to' }).getByText('Sri Lanka').waitFor()
  await dialog.waitFor({ state: 'detached' })
  await step(page, 'Release', 'Release', /goes on from where it stands/)
  await page.getByRole('button', { name: 'Ship' }).waitFor()
  const timeline = page.getByRole('region', { name: 'Timeline' })
  await timeline.getByRole('listitem').getByText('Hold released').waitFor()
  await page.goBack()
  await heading(page, 'Orders').waitFor()
  expect(await page.getByRole('searchbox', { name: 'Search' }).inputValue()).toBe('9876543210')
})

test('by keyboard alone one goes from the list to a shipped order', async () => {
  const { number: older } = await givenOrder('Older Neighbour')
  const { number } = await givenConfirmed('Kavita Keys', { pieces: 3 })
  await using visit = await portal.enter('/')
  const { page } = visit
  await page.keyboard.press('g')
  await page.keyboard.press('o')
  await page.getByRole('link', { name: number }).waitFor()
  await page.keyboard.press('j')
  expect(await focused(page)).toBe(number)
  await page.keyboard.press('j')
  await page.keyboard.press('k')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Ship' }).waitFor()
  await tabTo(page, 'Ship')
  await page.keyboard.press('Enter')
  await page.getByText('4 pieces leave the shelf').waitFor()
  await page.waitForFunction(() => document.activeElement instanceof HTMLInputElement)
  await page.keyboard.press('Escape')
  await expect.poll(() => focused(page)).toBe('Ship')
  await page.keyboard.press('Enter')
  await page.waitForFunction(() => document.activeElement instanceof HTMLInputElement)
  await page.keyboard.press('Enter')
  await page.getByText('4 pieces sent').waitFor()
  await page.getByRole('button', { name: 'Mark as delivered' }).waitFor()
  await page.keyboard.press('j')
  await heading(page, `Order ${older}`).waitFor()
  await page.keyboard.press('k')
  await heading(page, `Order ${number}`).waitFor()

  await page.keyboard.press('Control+k')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.type('older n')
  await page.getByRole('dialog').getByText(`${older} Older Neighbour`).waitFor()
  await page.keyboard.press('Enter')
  await heading(page, `Order ${older}`).waitFor()
})

test('who is second is told what the first one did, and decides with that in view', async () => {
  const order = await givenConfirmed('Race Rao')
  await using visit = await portal.enter(`/orders/${order.id}`)
  const { page } = visit
  await page.getByRole('button', { name: 'Cancel', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Reason').fill('The customer called.')
  await call('PATCH', `/orders/${order.id}`, { tags: ['gift'] })
  await dialog.getByRole('button', { name: 'Cancel this order' }).click()
  await dialog.getByText('Someone changed this order meanwhile.').waitFor()
  await dialog.getByText(/Owner: edited/).waitFor()
  expect(await statusOf(order)).toBe('CONFIRMED')

  await dialog.getByRole('button', { name: 'Load the newest' }).click()
  expect(await dialog.getByLabel('Reason').inputValue()).toBe('The customer called.')
  await dialog.getByRole('button', { name: 'Cancel this order' }).click()
  await dialog.waitFor({ state: 'detached' })
  expect(await statusOf(order)).toBe('CANCELLED')
})

test('a viewer reads an order and is offered no change of it, nor let to make one', async () => {
  const order = await givenConfirmed('Viewed Varghese')
  const [email, password] = ['viewer@penstock.test', 'a long enough passphrase']
  await call('POST', '/users', { email, role: 'viewer', password })
  await using visit = await portal.visit()
  const { page } = visit
  await page.goto(`/orders/${order.id}`)
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await heading(page, `Order ${order.number}`).waitFor()
  await page.getByRole('region', { name: 'Timeline' }).getByText('Confirmed').waitFor()
  for (const name of ['Ship', 'Hold', 'Cancel', 'Cancel items', 'Add note']) {
    expect(await page.getByRole('button', { name, exact: true }).count(), name).toBe(0)
  }
  expect(await page.getByRole('combobox', { name: 'Assigned to' }).count()).toBe(0)
  const held = await page.request.post(`/api/v1/orders/${order.id}/holds`, { data: {} })
  expect(held.status()).toBe(403)
  await page.goto('/orders')
  await page.getByRole('link', { name: order.number }).waitFor()
  expect(await page.getByRole('checkbox').count()).toBe(0)
  expect(await page.getByRole('link', { name: 'Bulk actions' }).count()).toBe(0)
})

test('of two editors the second sees both versions, and says which one holds', async () => {
  const order = await givenConfirmed('Two Editors')
  await using visit = await portal.visit({ storageState: portal.storageState })
  const { page } = visit
  // The colleague is faster than the news of it.
  await page.routeWebSocket(/\/live/, () => {})
  await page.goto(`/orders/${order.id}`)
  const tags = page.getByRole('region', { name: 'Tags' })
  await tags.getByLabel('Tags').waitFor()
  await call('PATCH', `/orders/${order.id}`, { tags: ['gift'] })
  await tags.getByLabel('Tags').fill('urgent')
  await page.keyboard.press('Enter')
  await tags.getByText('Someone changed this order meanwhile.').waitFor()
  await tags.getByText('Tags: none → gift').waitFor()
  await tags.getByText('Yours: urgent.').waitFor()
  await tags.getByRole('button', { name: 'Keep mine' }).click()
  await page.getByText('Tags: gift → urgent').waitFor()
  await expect.poll(() => tags.getByRole('button', { name: 'Keep mine' }).count()).toBe(0)
})

test('notes and tags are kept, and the past shows the order without them', async () => {
  const order = await givenOrder('Time Traveller')
  await using visit = await portal.enter(`/orders/${order.id}`)
  const { page } = visit
  await page.getByLabel('New note').fill('Wrap it twice.')
  await page.getByRole('button', { name: 'Add note' }).click()
  // Until it is kept, the same words stand in the field.
  const notes = page.getByRole('region', { name: 'Notes' }).getByRole('paragraph')
  await notes.filter({ hasText: 'Wrap it twice.' }).waitFor()
  await page.getByRole('region', { name: 'Tags' }).getByLabel('Tags').fill('vip')
  await page.keyboard.press('Enter')
  await page.getByText('Tags: none → vip').waitFor()

  await page.getByRole('slider', { name: 'Show the order as it was' }).focus()
  await page.keyboard.press('Home')
  await page.getByText('This is the order as it stood on').waitFor()
  await page.getByRole('region', { name: 'Tags' }).getByText('None').waitFor()
  expect(await page.getByRole('button', { name: 'Hold', exact: true }).count()).toBe(0)
  await page.getByRole('button', { name: 'Back to now' }).click()
  await page.getByLabel('New note').fill('And a card')
  await page.reload()
  await expect.poll(() => page.getByLabel('New note').inputValue()).toBe('And a card')
  await page.getByRole('region', { name: 'Tags' }).getByText('vip').waitFor()
})

test('every narrowing stands in the address, and one that matches nothing shows the way on', async () => {
  const order = await givenOrder('Filter Fernandes')
  await using visit = await portal.enter('/orders?status=PLACED&payment=due&sort=-total')
  const { page } = visit
  await page.getByRole('link', { name: order.number }).waitFor()
  await page.getByRole('button', { name: 'Payment: Paid on delivery' }).click()
  const total = page.getByRole('columnheader', { name: 'Total' })
  expect(await total.getAttribute('aria-sort')).toBe('descending')
  await page.getByRole('radio', { name: 'Refunded', exact: true }).check()
  await page.getByText('No order matches.').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Remove the filter: Payment' }).click()
  await total.getByRole('button').click()
  await expect.poll(() => new URL(page.url()).search).toBe('?status=PLACED&sort=total')
  await page.goto('/orders?tag=nothing-has-it')
  await page.getByRole('link', { name: 'Show all orders' }).click()
  await page.getByRole('link', { name: order.number }).waitFor()
})

test('a view is saved, changed, discarded, renamed, begun with, and deleted', async () => {
  const order = await givenOrder('View Varma')
  await call('PATCH', `/orders/${order.id}`, { tags: ['export'] })
  await call('POST', '/order-views', { name: '2026', filter: {}, shared: true })
  await using visit = await portal.enter('/orders')
  const { page } = visit
  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Tag' }).click()
  await page.getByRole('textbox', { name: 'Tag' }).fill('export')
  await page.keyboard.press('Enter')
  await page.getByText('1 order.', { exact: true }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Display' }).click()
  await page.getByRole('checkbox', { name: 'Tags' }).check()
  await page.getByRole('columnheader', { name: 'Tags' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Save as a view' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('For export')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  const tab = page.getByRole('navigation', { name: 'Views of orders' }).getByText('For export')
  await tab.waitFor()

  await page.getByRole('columnheader', { name: 'Total' }).getByRole('button').click()
  await page.getByRole('link', { name: 'For export changed' }).waitFor()
  await expectAccessible(page, 'nav[aria-label="Views of orders"]')
  await page.getByRole('button', { name: 'Discard' }).click()
  await page.getByText('changed').waitFor({ state: 'detached' })
  const more = page.getByRole('button', { name: 'More about the view' })
  await more.click()
  await page.getByRole('menuitem', { name: 'Rename' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('2026')
  await page.getByRole('button', { name: 'Rename', exact: true }).click()
  await page.getByText('You have a view with this name.').waitFor()
  await page.getByRole('textbox', { name: 'Name' }).fill('Leaves the country')
  await page.getByRole('button', { name: 'Rename', exact: true }).click()
  await page.getByRole('link', { name: 'Leaves the country 1' }).waitFor()
  await more.click()
  await page.getByRole('menuitem', { name: 'Begin with this view' }).click()
  await page.goto('/orders')
  await page.getByRole('link', { name: 'Leaves the country 1' }).waitFor()
  await expect.poll(() => new URL(page.url()).searchParams.get('tag')).toBe('export')
  await more.click()
  await page.getByRole('menuitem', { name: 'Delete' }).waitFor()
  await expectAccessible(page, '[role=menuitem]')
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await page.getByRole('button', { name: 'Delete the view' }).click()
  await page.getByRole('link', { name: 'Leaves the country' }).waitFor({ state: 'detached' })
})

test('a wrong setting is said at its field, and a change in between is shown', async () => {
  await using visit = await portal.enter('/settings/shop')
  const { page } = visit
  const locale = page.getByRole('combobox', { name: 'Locale' })
  await locale.fill('Hindi!')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('must be a language tag such as en-IN').waitFor()
  await page.getByRole('combobox', { name: 'Currency' }).click()
  await page.getByRole('option', { name: 'EUR' }).waitFor()
  await locale.fill('hi-IN')
  await call('PUT', '/settings/shop.locale', { value: 'de-DE' })
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Someone changed this meanwhile.').waitFor()
  await page.getByText('de-DE').waitFor()
  await page.getByRole('button', { name: 'Keep mine, and look again' }).click()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Saved: Locale.').waitFor()
  await expect.poll(() => locale.inputValue()).toBe('hi-IN')
  await page.getByRole('switch', { name: 'Demo traffic' }).click({ force: true })
  await page.getByText('Demo traffic is off.').waitFor()
})

test('reports count the orders that were made, and lead to them', async () => {
  await givenOrder('Bought Bhatia')
  await call('PUT', `/orders/${(await givenOrder('Cancel Chandra')).id}/cancel`, { reason: 'no' })
  const {
    rows: [sold],
  } = await pool.query<{ orders: string; total: string }>(
    `/* across orgs */ select count(*)::text as orders,
       (sum(grand_total_minor - refunded_minor) / 100)::int8::text as total
     from orders where not is_test and lifecycle <> 'cancelled'`,
  )
  await using visit = await portal.enter('/reports?as=table')
  const { page } = visit
  const inTile = (name: string) =>
    page.getByRole('button', { name: new RegExp(`^${name}`) }).textContent()
  const figures = async () => [digits(await inTile('Orders')), digits(await inTile('Total sales'))]
  await expect
    .poll(async () => (await page.reload(), figures()))
    .toEqual([
      expect.stringMatching(new RegExp(`^${sold!.orders}`)),
      expect.stringMatching(new RegExp(`^${sold!.total}`)),
    ])
  // The shop was not there before, so there is nothing that it could be more or less than.
  expect(await page.getByRole('group', { name: 'Shown day by day' }).textContent()).not.toMatch(
    /from .*0/,
  )
  await page.getByRole('button', { name: /^Orders/ }).click()
  await page.getByRole('table', { name: 'Orders by day' }).getByRole('link').first().click()
  await heading(page, 'Orders').waitFor()
  await page.getByRole('cell', { name: 'Bought Bhatia' }).waitFor()
  expect(await page.getByRole('cell', { name: 'Cancel Chandra' }).count()).toBe(0)
  await page.goBack()
  await page.getByRole('link', { name: 'Products', exact: true }).last().click()
  const mug = page.getByRole('row').filter({ hasText: 'Product MUG' })
  await mug.getByRole('link', { name: 'MUG' }).waitFor()
  await page.getByText('Chart', { exact: true }).click()
  await page.getByRole('list', { name: 'Best sellers by net sales' }).waitFor()
  await expectAccessible(page, 'main')
  expect(new URL(page.url()).search).toBe('?measure=orders&report=products')
})

test('each number of the overview leads to what it counts', async () => {
  const { id, number } = await givenConfirmed('Packed Pillai')
  await call('PATCH', `/orders/${id}`, { shipBy: '2026-01-01T00:00:00.000Z' })
  await using visit = await portal.enter('/')
  const { page } = visit
  const today = page.getByRole('region', { name: 'Today' })
  const figure = (name: string) =>
    page.getByRole('term').filter({ hasText: name }).locator('..').getByRole('link')
  await expect.poll(async () => Number(await figure('To pack').textContent())).toBeGreaterThan(0)
  const toPack = await figure('To pack').textContent()
  await figure('To pack').click()
  await page.getByRole('button', { name: 'To pack: Only those to pack' }).waitFor()
  await expect.poll(() => page.getByRole('row').count()).toBe(1 + Number(toPack))
  await page.goBack()
  await expect.poll(() => figure('Late').textContent()).toBe('1')
  await figure('Late').click()
  await page.getByRole('link', { name: number }).waitFor()
  expect(new URL(page.url()).search).toBe('?late=true&test=false')
  await page.goBack()
  await today.getByText('Table', { exact: true }).click()
  const hours = today.getByRole('table', { name: 'Orders by hour' })
  await hours.getByRole('row').nth(1).waitFor()
  expect(new URL(page.url()).search).toBe('?as=table')
  // What other tests have just sold may be counted between the one page and the other.
  const isSame = async () => {
    const sales = digits(await figure('Sales').textContent())
    await figure('Sales').click()
    await heading(page, 'Reports').waitFor()
    const total = page.getByRole('button', { name: /^Total sales/ })
    const isTold = digits(await total.textContent()).startsWith(sales)
    await page.goBack()
    return isTold
  }
  await expect.poll(isSame).toBe(true)
})

const digits = (text: string | null): string => (text ?? '').replaceAll(/[^0-9]/g, '')

test('somebody reads the whole portal in Hindi, on a telephone too, and goes back', async () => {
  const order = await givenConfirmed('आशा राव')
  const viewport = { width: 390, height: 844 }
  await using visit = await portal.enter('/', { viewport })
  const { page } = visit
  const choose = async (account: RegExp, language: string) => {
    await page.getByRole('button', { name: account }).click()
    await page.getByRole('menuitemradio', { name: language }).click()
  }
  await choose(/^Account of/, 'हिन्दी')
  await heading(page, 'ओवरव्यू').waitFor()
  expect(await page.locator('html').getAttribute('lang')).toBe('hi')

  await page.goto(`/orders/${order.id}`)
  await heading(page, `ऑर्डर ${order.number}`).waitFor()
  await page.getByText('ऑर्डर आया').first().waitFor()
  type Listed = { orders: { customer: { name: string } }[] }
  const { orders } = await call<Listed>('GET', '/orders?limit=100')
  const names = orders.map(({ customer }) => customer.name)
  const english: Record<string, string[]> = {}
  for (const [path, title] of HINDI_PAGES) {
    await followTo(page, path)
    await heading(page, title).waitFor()
    await expect.poll(() => page.getByRole('status', { name: 'लोड हो रहा है' }).count()).toBe(0)
    const left = await englishLeftOn(page, [...DATA, ...names])
    if (left.length > 0) english[path] = left
    await expectNoSidewaysScrolling(page)
  }
  expect(english).toEqual({})
  await choose(/का खाता$/, 'English')
  await heading(page, 'Audit log').waitFor()
})

/** The last one is where the way back to English begins. */
const HINDI_PAGES: readonly [path: string, title: string][] = [
  ['/', 'ओवरव्यू'],
  ['/attention', 'ध्यान दें'],
  ['/orders', 'ऑर्डर'],
  ['/orders/bulk', 'बल्क काम'],
  ['/products', 'प्रोडक्ट'],
  ['/stock', 'स्टॉक'],
  ['/customers', 'ग्राहक'],
  ['/products?edit=true', 'प्रोडक्ट'],
  ['/channels', 'चैनल'],
  ['/stock?edit=true', 'स्टॉक'],
  ['/reports', 'रिपोर्ट'],
  ['/jobs', 'जॉब'],
  ['/integrity', 'मिलान'],
  ['/settings/shop', 'दुकान'],
  ['/settings/profile', 'प्रोफ़ाइल'],
  ['/settings/people', 'लोग और भूमिकाएँ'],
  ['/settings/keys', 'API कुंजियाँ'],
  ['/settings/audit', 'ऑडिट लॉग'],
]

/** What the tests of this file call people and things. */
const DATA = [
  'Main main Owner Own Website website Product MUG CUP lightMyRequest Asha Devi Raghunathan Somebody Else',
  'own system user job viewer',
]

const statusOf = async ({ id }: Order) =>
  (await call<{ status: string }>('GET', `/orders/${id}/status`)).status

const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent)

const TABS_MAX = 40

async function tabTo(page: Page, name: string): Promise<void> {
  for (let tabs = 0; tabs < TABS_MAX && (await focused(page)) !== name; tabs++) {
    await page.keyboard.press('Tab')
  }
  expect(await focused(page)).toBe(name)
}
