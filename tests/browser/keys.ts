import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** How somebody who does not see is told where they are. */
export const focused = (page: Page) =>
  page.evaluate(() => {
    const at = document.activeElement
    if (at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement) {
      return at.ariaLabel ?? at.labels?.[0]?.textContent?.replace(' *', '')
    }
    return at?.ariaLabel ?? at?.textContent
  })

const TABS_MAX = 60

export async function pressTo(page: Page, name: string, key = 'Tab'): Promise<void> {
  for (let tabs = 0; tabs < TABS_MAX && (await focused(page)) !== name; tabs++) {
    await page.keyboard.press(key)
  }
  expect(await focused(page)).toBe(name)
}

export async function pressKey(page: Page, name: string): Promise<void> {
  await pressTo(page, name)
  await page.keyboard.press('Enter')
}
