import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Product } from '#tests/product.ts'
import { launchBrowser } from './browser.ts'
import { newContext, reusedPages, visit } from './visit.ts'
import { ensureWebBuilt } from './web-build.ts'

export type Portal = Awaited<ReturnType<typeof openPortal>>

/** A browser for one test file, with somebody who has signed in once. */
export async function openPortal(product: Product) {
  await ensureWebBuilt()
  const browser = await launchBrowser()
  const owner = await signedIn(browser, product)
  const storageState = await owner.storageState()
  const { enter } = reusedPages(owner, storageState.cookies)
  return {
    /** What the browser of somebody who has signed in keeps. */
    storageState,
    /** Somebody who was never here before. */
    visit: (options: BrowserContextOptions = {}) => visit(browser, product, options),
    /** The owner, on the page of this path. */
    enter,
    close: () => browser.close(),
  }
}

/** As the form does it; that the form does it is a test of its own. */
async function signedIn(browser: Browser, product: Product) {
  const context = await newContext(browser, product, {})
  const { email, password } = product
  const data = { email, password, session: 'cookie' }
  const reply = await context.request.post('/api/v1/auth/login', { data })
  expect(reply.status(), await reply.text()).toBe(200)
  return context
}

/** WCAG 2.2 AA, as far as a program can tell; of one part only, where the rest was seen before. */
export async function expectAccessible(page: Page, part = 'html'): Promise<void> {
  await expectNoViolation(page, axeOf(page).withTags(TAGS).include(part))
}

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']

/** Light and dark differ in nothing but their colours, so one page is loaded for both. */
export async function expectAccessibleInBothSchemes(page: Page): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light' })
  await expectAccessible(page)
  await page.emulateMedia({ colorScheme: 'dark' })
  const scheme = () => document.documentElement.dataset['mantineColorScheme'] === 'dark'
  await page.waitForFunction(scheme)
  await expectNoViolation(page, axeOf(page).withRules(['color-contrast', 'link-in-text-block']))
}

// Without frames to look into, axe needs no second page for its result.
const axeOf = (page: Page) =>
  new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).setLegacyMode()

async function expectNoViolation(page: Page, axe: AxeBuilder): Promise<void> {
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

const [DESK, TELEPHONE] = [
  { width: 1280, height: 720 },
  { width: 390, height: 844 },
]

/** The page as it stands: in both schemes, and as wide as a telephone. */
export async function expectFitForAll(page: Page): Promise<void> {
  await page.setViewportSize(DESK)
  await expectAccessibleInBothSchemes(page)
  await page.setViewportSize(TELEPHONE)
  await expectNoSidewaysScrolling(page)
}
