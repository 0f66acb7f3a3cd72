import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Transformer } from '@napi-rs/image'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser } from '#tests/browser/browser.ts'
import { startDemo, type Demo } from './screens/demo.ts'
import { SCREENS, type Screen } from './screens/list.ts'

const FOLDER = path.resolve(import.meta.dirname, '../docs/screens')
const QUALITY = 72
const TOTAL_BYTES_MAX = 1_500_000
const WAIT_MS = 60_000

/** Takes the screenshots of the guides, of the current product with the shop of the demo. */
async function takeScreens(): Promise<void> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'penstock-screens-'))
  const demo = await startDemo(dataDir)
  const browser = await launchBrowser()
  try {
    await rm(FOLDER, { recursive: true, force: true })
    await mkdir(FOLDER, { recursive: true })
    let bytes = 0
    for (const screen of SCREENS) bytes += await take(browser, demo, screen)
    console.log(`${SCREENS.length} screens, ${Math.round(bytes / 1_000)} kB in docs/screens`)
    if (bytes > TOTAL_BYTES_MAX) throw new Error(`They may have ${TOTAL_BYTES_MAX} bytes in all.`)
  } finally {
    await browser.close()
    await demo.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function take(browser: Browser, demo: Demo, screen: Screen): Promise<number> {
  const { width = 1_440, scheme = 'light', language = 'en' } = screen
  const context = await browser.newContext({
    ...{ baseURL: demo.url, locale: `${language}-IN`, colorScheme: scheme },
    ...{ viewport: { width, height: width < 500 ? 844 : 900 }, reducedMotion: 'reduce' },
    ...{ extraHTTPHeaders: {}, storageState: await demo.signedIn() },
  })
  try {
    const page = await context.newPage()
    page.setDefaultTimeout(WAIT_MS)
    await page.goto(await screen.path(demo))
    await settled(page)
    await screen.before?.(page)
    const image = await new Transformer(await page.screenshot()).webp(QUALITY)
    await writeFile(path.join(FOLDER, `${screen.name}.webp`), image)
    return image.length
  } finally {
    await context.close()
  }
}

/** Waits until no request is under way and no skeleton is shown any more. */
async function settled(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.waitForLoadState('networkidle')
  await page.waitForFunction(() => document.querySelector('.mantine-Skeleton-root') === null)
}

await takeScreens()
