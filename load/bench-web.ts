import type { Page } from 'playwright-core'
import { migrate } from '#platform/migrate.ts'
import { launchBrowser } from '#tests/browser/browser.ts'
import { ensureWebBuilt } from '#tests/browser/web-build.ts'
import type { BenchResult } from './bench.ts'
import { judge } from './report.ts'
import { type RunningProduct, runningProduct } from './running-product.ts'
import { seedShop } from './seeded-shop.ts'
import { paintedMs } from './web-painted.ts'
import { changeFilters, work } from './web-session.ts'
import { notedBy, openOrders, scriptsOf, type Visitors, visitors } from './web-visits.ts'

type Options = { short: boolean; orders: number | undefined }
type Figures = Record<string, number>

/** Measures the portal in Chromium against the program as it is, with a million orders. */
export async function benchWeb(url: string, options: Options): Promise<BenchResult> {
  const { short, orders = short ? 20_000 : 1_000_000 } = options
  await ensureWebBuilt()
  await migrate(url)
  const seeded = await seedShop(url, orders)
  const product = await runningProduct(url)
  const browser = await launchBrowser()
  try {
    const visit = visitors(browser, product.address)
    // The server has been asked before: only the browser is cold.
    await visit(openOrders)
    const figures = {
      ...{ orders, ...seeded, ...(await cold(visit, short ? 3 : 15)) },
      ...(await inUse(visit, short ? 1 : 5)),
      ...(await live(visit, product, { url, orders: short ? 10 : 100 })),
    }
    return judge(figures, GOALS)
  } finally {
    await browser.close()
    await product.stop()
  }
}

const GOALS = {
  'order list LCP p75 ms': '<= 1500',
  'filter change → painted rows p95 ms': '<= 300',
  'INP ms': '<= 200',
  'layout shift': '<= 0.1',
  'initial script KB gzip': '<= 250',
  'chart scripts of the order list': '= 0',
  'chart scripts of the reports': '>= 1',
  'commit → painted p95 ms': '<= 250',
}

/** Visits with an empty browser cache, as on a first visit. */
async function cold(visit: Visitors, visits: number): Promise<Figures> {
  const lcpMs: number[] = []
  const shifts: number[] = []
  for (let n = 0; n < visits; n++) {
    const noted = await visit(async (page) => {
      await openOrders(page)
      return notedBy(page)
    })
    lcpMs.push(noted.lcpMs)
    shifts.push(noted.shift)
  }
  const [list, reports] = [await scripts(visit, openOrders), await scripts(visit, openReports)]
  const bytes = list.reduce((sum, one) => sum + one.bytes, 0)
  const charts = (of: typeof list) => of.filter(({ name }) => /chart/.test(name)).length
  return {
    'order list LCP p50 ms': Math.round(part(lcpMs, 0.5)),
    'order list LCP p75 ms': Math.round(part(lcpMs, 0.75)),
    'layout shift': Number(Math.max(...shifts).toFixed(4)),
    'initial script KB gzip': Math.round(bytes / 1_024),
    'chart scripts of the order list': charts(list),
    'chart scripts of the reports': charts(reports),
  }
}

const scripts = (visit: Visitors, open: (page: Page) => Promise<void>) =>
  visit((page) => scriptsOf(page, () => open(page)))

async function openReports(page: Page): Promise<void> {
  await page.goto('/reports')
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.waitForLoadState('networkidle')
}

/** The median of the visits. Each counts by its slowest interaction. */
async function inUse(visit: Visitors, visits: number): Promise<Figures> {
  const rowsMs: number[] = []
  const [inpMs, shifts, interactions]: [number[], number[], number[]] = [[], [], []]
  for (let n = 0; n < visits; n++) {
    for (const doing of [changeFilters, work]) {
      const noted = await visit(async (page) => {
        await doing(page)
        return notedBy(page)
      })
      rowsMs.push(...noted.rowsMs)
      inpMs.push(noted.inpMs)
      shifts.push(noted.shift)
      interactions.push(noted.interactions)
    }
  }
  return {
    'filter change → painted rows p50 ms': Math.round(part(rowsMs, 0.5)),
    'filter change → painted rows p95 ms': Math.round(part(rowsMs, 0.95)),
    'INP ms': Math.round(part(inpMs, 0.5)),
    'INP worst ms': Math.round(Math.max(...inpMs)),
    interactions: interactions.reduce((sum, one) => sum + one, 0),
    'layout shift in use': Number(Math.max(...shifts).toFixed(4)),
  }
}

async function live(
  visit: Visitors,
  product: RunningProduct,
  plan: { url: string; orders: number },
): Promise<Figures> {
  const times = await visit((page) => paintedMs(page, product, plan))
  return {
    'commit → painted p50 ms': Math.round(part(times, 0.5)),
    'commit → painted p95 ms': Math.round(part(times, 0.95)),
  }
}

const part = (values: number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))]!
