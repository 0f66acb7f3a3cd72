import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { anOrderOf, importStage } from '../import/stage.ts'
import { anOrder } from '#tests/shop.ts'
import { focused, pressKey, pressTo } from './keys.ts'
import { expectAccessible, expectNoSidewaysScrolling, openPortal, type Portal } from './portal.ts'

let stage: Awaited<ReturnType<typeof importStage>>
let portal: Portal

beforeAll(async () => {
  stage = await importStage()
  portal = await openPortal(stage.product)
})

afterAll(async () => {
  await portal?.close()
  await stage?.stop()
})

test('by keyboard alone pieces are cancelled and shipped, a note is written, and the last piece goes', async () => {
  const body = { ...anOrder(['MUG', 4]), payment: { method: 'test' } }
  const { id } = (await stage.call('POST', '/orders', body)).json as { id: string }
  const payment = async () => (await stage.call('GET', `/orders/${id}`)).json['payment']
  await expect.poll(payment).toBe('paid')
  await using visit = await portal.enter(`/orders/${id}`)
  const { page } = visit
  const dialog = page.getByRole('dialog')
  await openByKey(page)
  await dialog.getByText('Say how many pieces.').waitFor()
  expect(await dialog.getByRole('button', { name: 'Cancel items' }).isDisabled()).toBe(true)
  await expectAccessible(page, '[role=dialog]')
  await expect.poll(() => focused(page)).toBe('Pieces of Product MUG, MUG')
  await page.keyboard.type('4')
  await dialog.getByText('That is all of it, so the order is cancelled.').waitFor()
  await expect.poll(() => costIn(dialog)).toEqual({ 'Goes back to the customer': '₹40.00' })
  await page.keyboard.press('Escape')
  await expect.poll(() => focused(page)).toBe('Cancel items')

  await openByKey(page)
  await expect.poll(() => focused(page)).toBe('Pieces of Product MUG, MUG')
  await page.keyboard.type('1')
  await page.keyboard.press('Tab')
  await page.keyboard.type('One is broken.')
  await dialog.getByText('3 of 4 pieces stay to be shipped.').waitFor()
  await dialog.getByText('One piece goes back on sale at once.').waitFor()
  await expect
    .poll(() => costIn(dialog))
    .toEqual({ 'Comes off the order': '₹10.00', 'Goes back to the customer': '₹10.00' })
  await expectAccessible(page, '[role=dialog]')
  await pressKey(page, 'Cancel items')
  await page.getByText('1 piece: 1 × Product MUG, One is broken.').waitFor()
  const items = page.getByRole('region', { name: 'Items' })
  await items.locator('dl').getByText('Cancelled').waitFor()
  expect(await items.locator('dl').innerText()).toMatch(/Total\s*₹30\.00/)
  await items.locator('dl').getByText('Refunded').waitFor()
  expect(await items.locator('dl').innerText()).toMatch(/Refunded\s*-₹10\.00/)

  await pressKey(page, 'Ship')
  await expect.poll(() => focused(page)).toBe('Carrier')
  await pressTo(page, 'Pieces of Product MUG, MUG', 'Shift+Tab')
  await expect.poll(() => selected(page)).toBe('3')
  await page.keyboard.type('2')
  await pressKey(page, 'Ship')
  await page.getByRole('button', { name: 'Cancel', exact: true }).waitFor({ state: 'detached' })
  // The step is gone with the dialog, and the focus is at what is offered now.
  await expect.poll(() => focused(page)).toMatch(/Ship|Hold/)

  await pressTo(page, 'Tags')
  const box = page.locator('.mantine-TagsInput-input')
  expect(await box.evaluate((one) => getComputedStyle(one).outlineStyle)).toBe('solid')
  await pressTo(page, 'New note')
  await page.keyboard.type('Ask for the rest.')
  await pressKey(page, 'Add note')
  await page.getByRole('region', { name: 'Notes' }).locator('li').waitFor()
  await expect.poll(() => focused(page)).toBe('New note')
  await openByKey(page)
  await dialog.getByText('One piece goes back on sale at once.').waitFor()
  await expect.poll(() => focused(page)).toBe('Reason')
  await page.keyboard.type('There is no more.')
  await pressKey(page, 'Cancel items')
  await page.getByRole('button', { name: 'Mark as delivered' }).waitFor()
  expect(await page.getByRole('button', { name: 'Cancel items' }).count()).toBe(0)
})

test('of an order of a store it is said that the store must be told', async () => {
  const quantity = 3
  const lines = [{ externalLineId: '1', sku: 'MUG', quantity, unitPriceMinor: 1_000 }]
  const sent = await stage.send(anOrderOf('A-1', { lines }))
  await using visit = await portal.visit({
    ...{ storageState: portal.storageState, viewport: { width: 390, height: 844 } },
  })
  const { page } = visit
  await page.goto(`/orders/${sent.json['orderId']}`)
  await page.getByRole('button', { name: 'Cancel items' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Pieces of MUG, MUG').fill('2')
  await dialog.getByText('2 pieces go back on sale at once. Stage is not told').waitFor()
  expect(await dialog.getByText('Comes off the order').count()).toBe(0)
  await expectNoSidewaysScrolling(page)
  await dialog.getByLabel('Reason').fill('Sold out.')
  await dialog.getByRole('button', { name: 'Cancel items' }).click()
  await page.getByText('2 pieces: 2 × MUG, Sold out.').waitFor()
  const items = page.getByRole('region', { name: 'Items' })
  expect(await items.locator('dl').innerText()).toMatch(/Total\s*₹30\.00/)
})

/** What the dialog says about the money: each amount by its words. */
const costIn = async (dialog: Locator) => {
  const [words, amounts] = await Promise.all(
    ['dt', 'dd'].map((part) => dialog.getByRole('status').locator(part).allInnerTexts()),
  )
  return Object.fromEntries(words!.map((word, index) => [word, amounts![index]]))
}

const openByKey = async (page: Page) => {
  await page.getByRole('region', { name: 'Items' }).waitFor()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await pressKey(page, 'Cancel items')
  await page.getByRole('dialog').waitFor()
}

/** What is typed takes the place of it. */
const selected = (page: Page) =>
  page.evaluate(() => {
    const { value, selectionStart, selectionEnd } = document.activeElement as HTMLInputElement
    return value.slice(selectionStart ?? 0, selectionEnd ?? 0)
  })
