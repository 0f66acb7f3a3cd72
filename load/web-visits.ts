import { gzipSync } from 'node:zlib'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { OWNER } from './running-product.ts'
import { type Noted, watchPage } from './web-watch.ts'

const WAIT_MS = 30_000

/** Opens browsers without a cache, with the owner signed in. */
export type Visitors = ReturnType<typeof visitors>

export function visitors(browser: Browser, address: string) {
  let known: BrowserContextOptions['storageState']
  const signedIn = async () => {
    if (known) return known
    const context = await browser.newContext({ baseURL: address })
    const data = { ...OWNER, session: 'cookie' }
    const reply = await context.request.post('/api/v1/auth/login', {
      ...{ data, headers: { origin: address } },
    })
    if (!reply.ok()) throw new Error(`The login was answered ${reply.status()}.`)
    known = await context.storageState()
    await context.close()
    return known
  }
  return async <Result>(visit: (page: Page) => Promise<Result>): Promise<Result> => {
    const storageState = await signedIn()
    const viewport = { width: 1_440, height: 900 }
    const context = await browser.newContext({ baseURL: address, storageState, viewport })
    try {
      const page = await context.newPage()
      page.setDefaultTimeout(WAIT_MS)
      await page.addInitScript(watchPage)
      return await visit(page)
    } finally {
      await context.close()
    }
  }
}

export const notedBy = (page: Page): Promise<Noted> => page.evaluate(() => window.noted)

export async function openOrders(page: Page): Promise<void> {
  await page.goto('/orders')
  await page.locator('main table tbody tr').first().waitFor()
  // Waits until everything was requested and has arrived; only the socket stays open.
  await page.waitForLoadState('networkidle')
}

type Script = { name: string; bytes: number }

/** The scripts that the page loads during `visit`, with their compressed sizes. */
export async function scriptsOf(page: Page, visit: () => Promise<void>): Promise<Script[]> {
  const pending: Promise<Script>[] = []
  page.on('response', (response) => {
    const name = new URL(response.url()).pathname
    if (!name.endsWith('.js')) return
    pending.push(response.body().then((body) => ({ name, bytes: gzipSync(body).length })))
  })
  await visit()
  return Promise.all(pending)
}
