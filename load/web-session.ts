import type { Locator, Page } from 'playwright-core'
import { openOrders } from './web-visits.ts'

const TABS = ['Confirmed', 'Shipped', 'Delivered', 'Returned', 'Cancelled', 'On hold']

const tab = (page: Page, name: string): Locator =>
  page.getByRole('navigation', { name: 'Views of orders' }).getByRole('link', { name })

/** Clicks, and waits until the table shows the result. */
async function narrow(page: Page, target: Locator): Promise<void> {
  await target.waitFor()
  const painted = page.evaluateHandle(() => ({ rows: window.awaitRows() }))
  const { rows } = Object.fromEntries(await (await painted).getProperties())
  await target.click()
  await rows!.evaluate((done) => done)
}

async function addFilter(page: Page, label: string, choice: string): Promise<void> {
  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  await page.getByRole('menuitem', { name: label, exact: true }).click()
  await narrow(page, page.getByRole('dialog', { name: label }).getByLabel(choice, { exact: true }))
  await page.keyboard.press('Escape')
}

/** Uses every kind of filter, each for the first time. */
export async function changeFilters(page: Page): Promise<void> {
  await openOrders(page)
  for (const name of TABS) await narrow(page, tab(page, name))
  await narrow(page, tab(page, 'All'))
  for (const name of ['Total', 'Total']) {
    await narrow(page, page.getByRole('columnheader', { name }).getByRole('button'))
  }
  await addFilter(page, 'Payment', 'Paid')
  await addFilter(page, 'Platform', 'Shopify')
  await narrow(page, page.getByRole('button', { name: 'Clear', exact: true }))
}

/** Does what a person does in the list within a few minutes. */
export async function work(page: Page): Promise<void> {
  await openOrders(page)
  for (const key of ['j', 'x', 'j', 'j', 'Shift+X', 'k']) await page.keyboard.press(key)
  await page.getByRole('checkbox', { name: 'Select all shown' }).click()
  await page.getByRole('region', { name: 'Selected orders' }).waitFor()
  await page.getByRole('checkbox', { name: 'Select all shown' }).click()
  await page.keyboard.press('/')
  await page.keyboard.type('sharma', { delay: 60 })
  await page.waitForURL(/q=sharma/)
  await page.waitForLoadState('networkidle')
  await page.keyboard.press('Escape')
  await page.waitForURL((address) => !address.searchParams.has('q'))
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.type('stock', { delay: 60 })
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.locator('main table tbody tr').first().getByRole('link').first().click()
  await page.getByRole('region', { name: 'Timeline' }).waitFor()
  await page.keyboard.press('j')
  await page.waitForLoadState('networkidle')
  for (const key of ['g', 'o']) await page.keyboard.press(key)
  await page.getByRole('button', { name: 'Show more' }).click()
  await page.locator('main table tbody tr').nth(60).waitFor()
  await page.waitForLoadState('networkidle')
}
