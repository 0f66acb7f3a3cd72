import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startProduct, type Product } from '#tests/product.ts'
import { expectAccessible, expectNoSidewaysScrolling, openPortal, type Portal } from './portal.ts'

const PAGES: readonly [path: string, heading: string][] = [
  ['/', 'Overview'],
  ['/jobs', 'Jobs'],
  ['/settings/profile', 'Profile'],
  ['/settings/people', 'People and roles'],
  ['/settings/keys', 'API keys'],
  ['/settings/audit', 'Audit log'],
]

let product: Product
let portal: Portal

beforeAll(async () => {
  product = await startProduct()
  portal = await openPortal(product)
})

afterAll(async () => {
  await portal?.close()
  await product?.stop()
})

test('a wrong password is said where it was typed, and nothing has to be typed again', async () => {
  await using visit = await portal.visit()
  const { page } = visit
  await page.goto('/login')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByText('This is needed.').nth(1).waitFor()
  await page.getByLabel('E-mail').and(page.locator(':focus')).waitFor()
  await page.getByLabel('E-mail').fill(product.email)
  await page.getByLabel('Password', { exact: true }).fill('not the password')
  await page.getByRole('button', { name: 'Sign in' }).click()

  await page.getByRole('alert').waitFor()
  expect(await page.getByRole('alert').textContent()).toMatch(/not right/)
  expect(await page.getByLabel('E-mail').inputValue()).toBe(product.email)
  await page.getByLabel('Password', { exact: true }).fill(product.password)
  await page.keyboard.press('Enter')
  await heading(page, 'Overview').waitFor()
})

test('a page that was opened before signing in is shown after it', async () => {
  await using visit = await portal.visit()
  const { page } = visit
  await visit.signIn('/jobs?job=channels.push_stock')
  await heading(page, 'Jobs').waitFor()
  expect(new URL(page.url()).search).toBe('?job=channels.push_stock')
})

test('the return address of a link cannot lead away from the portal', async () => {
  await using visit = await portal.visit()
  await visit.signIn('/login?return=//evil.example/phishing')
  expect(new URL(visit.page.url()).origin).toBe(product.url)
})

test('after signing out, going back shows nothing of what was there', async () => {
  await using visit = await portal.visit()
  const { page } = visit
  await visit.signIn('/jobs')
  await page.getByRole('button', { name: /^Account of/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await heading(page, 'Sign in').waitFor()
  await page.goBack()
  await heading(page, 'Sign in').waitFor()
})

test('when the session has ended meanwhile, the next click leads through the sign-in', async () => {
  await using visit = await portal.visit()
  const { page } = visit
  await visit.signIn()
  await page.context().clearCookies()
  await goTo(page, 'Audit log')
  await heading(page, 'Sign in').waitFor()
  await page.getByText('Your session has ended.').waitFor()
  expect(new URL(page.url()).searchParams.get('return')).toBe('/settings/audit')
})

test('the first page says that it is loading, and goes on when the server is back', async () => {
  await using visit = await portal.visit({ storageState: portal.storageState })
  const { page } = visit
  visit.expectComplaint(/NoAnswer/)
  const ME = '**/api/v1/auth/me'
  const { promise: held, resolve: release } = Promise.withResolvers<void>()
  await page.route(ME, async (route) => {
    await held
    await route.continue()
  })
  await page.goto('/orders', { waitUntil: 'commit' })
  await page.getByRole('status', { name: 'Loading' }).waitFor()
  release()
  await heading(page, 'Orders').waitFor()

  await page.unroute(ME)
  await page.route(/\/(api|livez)/, (route) => route.abort())
  await page.goto('/products')
  await page.getByText('Penstock does not answer.').waitFor()
  await page.locator('main').getByText('Penstock', { exact: true }).waitFor()
  await page.unrouteAll()
  await heading(page, 'Products').waitFor()
})

test('the sidebar leads to every page, and says which one is open', async () => {
  await using visit = await portal.enter('/')
  const { page } = visit
  for (const [, title] of PAGES) {
    await goTo(page, title)
    await heading(page, title).waitFor()
    const current = page.getByRole('navigation').getByRole('link', { name: title })
    expect(await current.getAttribute('aria-current')).toBe('page')
    expect(await page.title()).toBe(`${title} · Penstock`)
  }
})

test('colours chosen once stay, and no light page flashes in the dark', async () => {
  await using visit = await portal.enter('/', { colorScheme: 'light' })
  const { page } = visit
  await page.getByRole('button', { name: 'Colour scheme' }).click()
  await page.getByRole('menuitemradio', { name: 'Dark' }).click()
  expect(await scheme(page)).toBe('dark')
  // Without the program of the page: this is what is painted first.
  await page.route('**/assets/*.js', (route) => route.abort())
  await page.reload({ waitUntil: 'commit' })
  await expect.poll(() => scheme(page)).toBe('dark')
})

test('an unknown address says so and shows the way back', async () => {
  await using visit = await portal.enter('/no/such/page')
  const { page } = visit
  await heading(page, 'There is no such page.').waitFor()
  await page.getByRole('link', { name: 'Go to the overview' }).click()
  await heading(page, 'Overview').waitFor()
})

test('a fault of the server is explained, names its request, and can be tried again', async () => {
  await using visit = await portal.enter('/')
  const { page } = visit
  let broken = true
  await page.route('**/api/v1/audit*', (route) => {
    if (!broken) return route.continue()
    const body = JSON.stringify({ code: 'internal', title: 'x', requestId: 'request-7' })
    return route.fulfill({ status: 500, contentType: 'application/problem+json', body })
  })
  await goTo(page, 'Audit log')
  const face = page.getByRole('main').getByRole('alert')
  await face.getByText('Something went wrong on our side.').waitFor()
  expect(await face.textContent()).toContain('request-7')
  broken = false
  await face.getByRole('button', { name: 'Try again' }).click()
  await page.getByRole('table', { name: 'Entries' }).waitFor()
})

test('what could not be read is not said to be in order', async () => {
  await using visit = await portal.enter('/settings/keys')
  const { page } = visit
  await page.route('**/api/v1/admin/dead-letters*', (route) => {
    const body = JSON.stringify({ code: 'internal', title: 'x' })
    return route.fulfill({ status: 500, contentType: 'application/problem+json', body })
  })
  for (const name of ['Needs attention', 'Overview']) {
    await goTo(page, name)
    const fault = page.getByRole('main').getByRole('alert')
    await fault.getByText('Something went wrong on our side.').waitFor()
    expect(await page.getByText('Nothing needs you').count()).toBe(0)
  }
})

test('the search of a list follows its address, by whatever that changes', async () => {
  await using visit = await portal.enter('/customers?q=nobody')
  const { page } = visit
  const search = page.getByRole('searchbox', { name: 'Find a customer' })
  expect(await search.inputValue()).toBe('nobody')
  await page.getByRole('link', { name: 'Show all customers' }).click()
  await page.getByText('Nobody yet.').waitFor()
  expect(await search.inputValue()).toBe('')
  await search.fill('asha')
  await page.getByText('Nobody matches.').waitFor()
  expect(page.url()).toMatch(/\/customers\?q=asha$/)
})

test('a page whose program is gone after an update asks to be loaded again', async () => {
  await using visit = await portal.enter('/')
  const { page } = visit
  visit.expectComplaint(/dynamically imported module/)
  await page.route('**/assets/audit-page*.js', (route) => route.abort())
  await goTo(page, 'Audit log')
  await page.getByText('This page is from an older version.').waitFor()
  await page.unroute('**/assets/audit-page*.js')
  await page.getByRole('button', { name: 'Reload the page' }).click()
  await heading(page, 'Audit log').waitFor()
})

test('without a network the page says so, and goes on by itself when it is back', async () => {
  await using visit = await portal.enter('/')
  const { page } = visit
  // The feed may be on its way out just then.
  visit.expectComplaint(/^WebSocket connection to .* failed/)
  await page.context().setOffline(true)
  await page.getByText('This device is offline.').waitFor()
  await page.context().setOffline(false)
  await page.getByText('This device is offline.').waitFor({ state: 'detached' })
})

test('the whole way can be gone by keyboard', async () => {
  await using visit = await portal.visit()
  const { page } = visit
  await page.goto('/login')
  await page.getByLabel('E-mail').waitFor()
  await page.keyboard.type(product.email)
  await page.keyboard.press('Tab')
  await page.keyboard.type(product.password)
  await page.keyboard.press('Enter')
  await heading(page, 'Overview').waitFor()

  await page.reload()
  await heading(page, 'Overview').waitFor()
  await page.keyboard.press('Tab')
  expect(await focused(page)).toBe('Skip to the content')
  await page.keyboard.press('Enter')
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('main')

  await page.keyboard.press('g')
  await page.keyboard.press('j')
  await heading(page, 'Jobs').waitFor()
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('main')

  await page.keyboard.press('Control+k')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.type('audit')
  await page.keyboard.press('Enter')
  await heading(page, 'Audit log').waitFor()

  const door = page.getByRole('button', { name: 'Search or go to' })
  await door.focus()
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await expect.poll(() => door.evaluate((one) => one === document.activeElement)).toBe(true)

  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
})

test('what is typed before the palette is there goes to it, and to no shortcut', async () => {
  await using visit = await portal.visit()
  const { page } = visit
  await visit.signIn('/stock')
  const { promise, resolve } = Promise.withResolvers<void>()
  await page.route(/palette-.*\.js$/, async (route) => {
    await promise
    await route.continue()
  })
  await page.keyboard.press('Control+k')
  await page.keyboard.type('g ooo')
  await page.keyboard.press('Backspace')
  resolve()
  const field = page.getByRole('textbox', { name: 'Search or go to' })
  await expect.poll(() => field.inputValue()).toBe('g oo')
  await page.keyboard.type('d')
  expect(await field.inputValue()).toBe('g ood')
  expect(new URL(page.url()).pathname).toBe('/stock')
})

test('letters that are typed into a field are no shortcuts', async () => {
  await using visit = await portal.enter('/settings/profile')
  const { page } = visit
  await page.getByLabel('Current password').fill('')
  await page.getByLabel('Current password').pressSequentially('gj?')
  expect(new URL(page.url()).pathname).toBe('/settings/profile')
  expect(await page.getByRole('dialog').count()).toBe(0)
})

test('the bar on top takes the focus and nothing moves, and hides nothing that has it', async () => {
  await using visit = await portal.enter('/settings/profile', {
    viewport: { width: 1280, height: 400 },
  })
  const { page } = visit
  const field = page.getByLabel('Current password')
  const top = () => field.evaluate((one) => one.getBoundingClientRect().top)
  await field.evaluate((one) => scrollBy(0, one.getBoundingClientRect().top - 20))
  const before = await top()
  expect(before).toBeLessThan(52)
  await page.getByRole('button', { name: 'Search or go to' }).focus()
  expect(await top()).toBe(before)
  await field.focus()
  expect(await top()).toBeGreaterThan(52)
})

test('on a telephone the menu is a drawer', async () => {
  const viewport = { width: 390, height: 844 }
  await using visit = await portal.enter('/', { viewport })
  const { page } = visit
  await page.getByRole('button', { name: 'Open the menu' }).click()
  await page.getByRole('dialog').getByRole('link', { name: 'Audit log' }).click()
  await settled(page, 'Audit log')
  await page.context().clearCookies()
  await page.goto('/login')
  await page.getByLabel('E-mail').waitFor()
  await expectNoSidewaysScrolling(page)
})

test('what stands before and around the pages is accessible', async () => {
  await using visit = await portal.enter('/no/such/page')
  const { page } = visit
  await heading(page, 'There is no such page.').waitFor()
  await expectAccessible(page)
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog').waitFor()
  await expectAccessible(page, '[role=dialog]')
  await page.goto('/reset-password#100%')
  await page.getByLabel('New password', { exact: true }).waitFor()
  await expectAccessible(page)
  await page.goto('/login')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expectAccessible(page)
})

test('whoever forgot the password is told who makes a link, and waits for no e-mail', async () => {
  await using visit = await portal.visit()
  const { page } = visit
  await page.goto('/login')
  await page.getByRole('link', { name: 'Forgot your password?' }).click()
  await heading(page, 'Forgotten password').waitFor()
  await expect.poll(() => page.title()).toBe('Forgotten password · Penstock')
  await page.getByText('./penstock users reset-link').waitFor()
  expect(await page.getByRole('textbox').count()).toBe(0)
  await expectAccessible(page)
})

test('the books are looked at when somebody asks, and the overview says how they stand', async () => {
  await using visit = await portal.enter('/integrity')
  const { page } = visit
  await page.getByRole('button', { name: 'Look now' }).click()
  await page.getByText('Books balance').waitFor()
  await page.getByRole('cell', { name: 'Everything' }).first().waitFor()
  await page.goto('/')
  await page.getByRole('link', { name: 'Books balance' }).click()
  await heading(page, 'Integrity').waitFor()
})

const SCRIPT_MAX_BYTES = 250_000

test('the first page needs little script, and none of other pages', async () => {
  await using visit = await portal.visit({ storageState: portal.storageState })
  const { page } = visit
  const sizes: Promise<number>[] = []
  const names: string[] = []
  page.on('requestfinished', (request) => {
    if (request.resourceType() !== 'script') return
    names.push(request.url())
    sizes.push(request.sizes().then(({ responseBodySize }) => responseBodySize))
  })
  await page.goto('/')
  await settled(page, 'Overview')
  const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
  expect(names.filter((name) => /(people|keys|audit|jobs)-page/.test(name))).toEqual([])
  expect(bytes).toBeGreaterThan(50_000)
  expect(bytes).toBeLessThan(SCRIPT_MAX_BYTES)
})

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name })

const goTo = (page: Page, name: string) =>
  page.getByRole('navigation').getByRole('link', { name }).click()

/** The page is there with its data, and no menu or drawer is still on its way out. */
async function settled(page: Page, title: string): Promise<void> {
  await heading(page, title).waitFor()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.getByRole('status', { name: 'Loading' }).first().waitFor({ state: 'detached' })
}

const scheme = (page: Page) =>
  page.evaluate(() => document.documentElement.dataset['mantineColorScheme'])

const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent)

test('a new owner is led from an empty shop to the demo and back, and puts the list away', async () => {
  await using visit = await portal.enter('/')
  const { page } = visit
  await page.getByRole('link', { name: 'Get started 0 of 4' }).click()
  await page.getByRole('heading', { level: 1, name: 'Get started' }).waitFor()
  await page.getByRole('button', { name: 'Fill with demo data' }).click()
  await page.getByText('300 orders of the last 30 days').waitFor()
  await page.getByRole('button', { name: 'Fill it' }).click()
  // Its jobs wait for the oldest transaction of the whole server, other tests' included.
  await page.getByRole('button', { name: 'Clear demo data' }).click()
  await page.getByRole('button', { name: 'Clear it' }).click()
  await page.getByText('Cleared: 300 orders and 24 products.').waitFor()
  await page.getByRole('button', { name: 'Hide it from the menu' }).click()
  await page.getByRole('link', { name: /^Get started/ }).waitFor({ state: 'detached' })
})
