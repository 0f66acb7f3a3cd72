import axe from 'axe-core'
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

/** What the other colours can break; the rest was looked at in light. */
const OF_COLOURS = ['color-contrast', 'link-in-text-block']

/**
 * WCAG 2.2 AA in light and in dark, as far as a program can tell; of one part only, where the rest
 * was seen before.
 */
export async function expectAccessible(page: Page, part = 'html'): Promise<void> {
  // Once for each document: it is half a megabyte, and takes longer than a look at a small page.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source)
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.waitForFunction(isPaintedIn, colorScheme)
    const look = { part, rules: colorScheme === 'dark' ? OF_COLOURS : [] }
    expect(await page.evaluate(violationsIn, look), `${colorScheme}: ${page.url()}`).toEqual([])
  }
}

/** Runs in the browser, as what follows. No colour is still on its way to another one. */
const isPaintedIn = (colorScheme: string): boolean =>
  document.documentElement.dataset['mantineColorScheme'] === colorScheme &&
  !document.getAnimations().some((animation) => animation instanceof CSSTransition)

async function violationsIn({ part, rules }: { part: string; rules: string[] }) {
  const { run } = (globalThis as unknown as { axe: typeof axe }).axe
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
  const runOnly: axe.RunOnly = rules.length
    ? { type: 'rule', values: rules }
    : { type: 'tag', values: tags }
  // No rule of these levels reads the style sheets, which axe would fetch once more for each look.
  const only = { runOnly, resultTypes: ['violations'], preload: false } satisfies axe.RunOptions
  const { violations } = await run(part, only)
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}

/** As a link leads there: without loading the program anew, which takes longer than a look. */
export const followTo = (page: Page, path: string): Promise<void> =>
  page.evaluate((to) => {
    history.pushState(null, '', to)
    dispatchEvent(new PopStateEvent('popstate'))
  }, path)

/** Nothing of the page lies beyond the right edge of the screen. */
export async function expectNoSidewaysScrolling(page: Page): Promise<void> {
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(beyond, `pixels beyond the edge on ${page.url()}`).toBeLessThanOrEqual(0)
}

const THUMB_PX = 44

/** What can be pressed or typed into is high enough for a thumb; links within a text are not. */
async function expectRoomForThumbs(page: Page): Promise<void> {
  const tooLow = await page.evaluate(lowerThan, THUMB_PX)
  expect(tooLow, `lower than ${THUMB_PX} pixels on ${page.url()}`).toEqual([])
}

/** Runs in the browser. A field is as high as the box around it, and a choice as its label. */
function lowerThan(least: number): string[] {
  const fields = 'select, input:not([type=checkbox], [type=radio])'
  const pressed = `button, a.mantine-Button-root, ${fields}, .mantine-SegmentedControl-label`
  const isSeen = (one: Element) =>
    one.checkVisibility() && getComputedStyle(one).clipPath === 'none'
  return [...document.querySelectorAll(pressed)]
    .filter(isSeen)
    .map((one) => one.closest('.mantine-Input-wrapper') ?? one)
    .filter((one) => one.getBoundingClientRect().height < least)
    .map((one) => one.outerHTML.slice(0, 200))
}

const [DESK, TELEPHONE] = [
  { width: 1280, height: 720 },
  { width: 390, height: 844 },
]

/** The page as it stands, and as wide as a telephone. */
export async function expectFitForAll(page: Page): Promise<void> {
  await page.setViewportSize(DESK)
  await expectAccessible(page)
  await page.setViewportSize(TELEPHONE)
  await expectNoSidewaysScrolling(page)
  await expectRoomForThumbs(page)
}
