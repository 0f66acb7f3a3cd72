import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Product } from '#tests/product.ts'
import { launchBrowser } from './browser.ts'
import { ensureWebBuilt } from './web-build.ts'

export type Portal = Awaited<ReturnType<typeof openPortal>>

/** A browser for one test file, with somebody who has signed in once. */
export async function openPortal(product: Product) {
  await ensureWebBuilt()
  const browser = await launchBrowser()
  const storageState = await signInOnce(browser, product)
  return {
    /** What the browser of somebody who has signed in keeps. */
    storageState,
    /** Somebody who was never here before. */
    visit: (options: BrowserContextOptions = {}) => visit(browser, product, options),
    /** The owner, on the page of this path. */
    enter: async (path: string, options: BrowserContextOptions = {}) => {
      const visitor = await visit(browser, product, { storageState, ...options })
      await visitor.page.goto(path)
      await visitor.page.getByRole('button', { name: ACCOUNT }).waitFor()
      return visitor
    },
    close: () => browser.close(),
  }
}

const ACCOUNT = /^Account of/

async function signInOnce(browser: Browser, product: Product) {
  await using visitor = await visit(browser, product, {})
  await visitor.signIn()
  // Awaited here: the visit ends with this function.
  return await visitor.page.context().storageState()
}

async function visit(browser: Browser, product: Product, options: BrowserContextOptions) {
  // A click waits until its target stands still, so whatever slides costs every test its time.
  const still = { reducedMotion: 'reduce' } as const
  const context = await browser.newContext({ baseURL: product.url, ...still, ...options })
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  const complaints = complaintsOf(page)
  const expected: RegExp[] = []
  return {
    page,
    /** The console will say this, and it is what the test is about. */
    expectComplaint: (words: RegExp) => void expected.push(words),
    /** Opens the page of this path, and goes through the sign-in to it. */
    signIn: async (path = '/') => {
      await page.goto(path)
      await page.getByLabel('E-mail').fill(product.email)
      await page.getByLabel('Password', { exact: true }).fill(product.password)
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.getByRole('button', { name: ACCOUNT }).waitFor()
    },
    [Symbol.asyncDispose]: async () => {
      await context.close()
      const others = complaints.filter((said) => !expected.some((words) => words.test(said)))
      expect(others, 'what the console complained about').toEqual([])
    },
  }
}

function complaintsOf(page: Page): string[] {
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() !== 'error' && message.type() !== 'warning') return
    // The browser itself notes each answer that is not 2xx; refusals are part of the tests.
    if (!message.text().startsWith('Failed to load resource')) complaints.push(message.text())
  })
  return complaints
}

/** WCAG 2.2 AA, as far as a program can tell. */
export async function expectAccessible(page: Page): Promise<void> {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']
  // Without frames to look into, axe needs no second page for its result.
  const axe = new AxeBuilder({ page }).withTags(tags).setLegacyMode()
  const { violations } = await axe.analyze()
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`,
  )
  expect(found, `on ${page.url()}`).toEqual([])
}

/** Nothing of the page lies beyond the right edge of the screen. */
export async function expectNoSidewaysScrolling(page: Page): Promise<void> {
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(beyond, `pixels beyond the edge on ${page.url()}`).toBeLessThanOrEqual(0)
}
