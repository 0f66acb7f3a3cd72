import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Product } from '#tests/product.ts'

export const ACCOUNT = /^Account of/

// A click waits until its target stands still, so whatever slides costs every test its time.
const STILL = { reducedMotion: 'reduce' } as const

export const newContext = (browser: Browser, product: Product, options: BrowserContextOptions) =>
  browser.newContext({ baseURL: product.url, ...STILL, ...options })

/** Somebody in a browser of their own, in which nothing is kept yet. */
export async function visit(browser: Browser, product: Product, options: BrowserContextOptions) {
  const context = await newContext(browser, product, options)
  const page = await openPage(context)
  const watch = watchConsole(page)
  return {
    page,
    /** The console will say this, and it is what the test is about. */
    expectComplaint: watch.expectComplaint,
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
      watch.expectCalm()
    },
  }
}

type Seen = Pick<BrowserContextOptions, 'viewport' | 'colorScheme'>
type Cookies = Awaited<ReturnType<BrowserContext['cookies']>>

/**
 * The pages of one person, used again by one test after the other: a browser that has the program
 * already shows a page in a third of the time. What a test has left behind is taken away.
 */
export function reusedPages(context: BrowserContext, cookies: Cookies) {
  const free: Page[] = []
  const begin = async (page: Page, { viewport, colorScheme = 'light' }: Seen) => {
    // A page behind another one is painted once a second, and each click waits for that.
    await page.bringToFront()
    await page.setViewportSize(viewport ?? { width: 1280, height: 720 })
    await page.emulateMedia({ colorScheme, ...STILL })
  }
  const leave = async (page: Page) => {
    await page.unrouteAll({ behavior: 'ignoreErrors' })
    await context.setOffline(false)
    // A page of the same place without our program: nothing is written while it is emptied.
    await page.goto('/icon.svg')
    await page.evaluate(() => {
      localStorage.clear()
      sessionStorage.clear()
    })
    await context.clearCookies()
    await context.addCookies(cookies)
    free.push(page)
  }
  return {
    enter: async (path: string, options: Seen = {}) => {
      const page = free.pop() ?? (await openPage(context))
      const watch = watchConsole(page)
      await begin(page, options)
      await page.goto(path)
      await page.getByRole('button', { name: ACCOUNT }).waitFor()
      return {
        page,
        expectComplaint: watch.expectComplaint,
        [Symbol.asyncDispose]: async () => {
          await leave(page)
          watch.expectCalm()
        },
      }
    },
  }
}

async function openPage(context: BrowserContext): Promise<Page> {
  const page = await context.newPage()
  page.setDefaultTimeout(50_000)
  return page
}

function watchConsole(page: Page) {
  const complaints: string[] = []
  const expected: RegExp[] = []
  page.removeAllListeners('pageerror').removeAllListeners('console')
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() !== 'error' && message.type() !== 'warning') return
    // The browser itself notes each answer that is not 2xx; refusals are part of the tests.
    if (!message.text().startsWith('Failed to load resource')) complaints.push(message.text())
  })
  return {
    expectComplaint: (words: RegExp) => void expected.push(words),
    expectCalm: () => {
      const others = complaints.filter((said) => !expected.some((words) => words.test(said)))
      expect(others, 'what the console complained about').toEqual([])
    },
  }
}
