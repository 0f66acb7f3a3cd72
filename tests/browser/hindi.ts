import type { Page } from 'playwright-core'

/** Names, codes and shortcuts, which are the same in every language. */
const SAME = new Set([
  ...['Penstock', 'API', 'CSV', 'SKU', 'ID', 'UTC', 'JSON', 'URL', 'TOTP', 'IANA', 'base64'],
  ...['Ctrl', 'Enter', 'Esc', 'Mod', 'English', 'Shopify', 'WooCommerce', 'Amazon', 'BigCommerce'],
  ...['Chrome', 'Linux', 'GMT', 'IST', 'am', 'pm', 'ms'],
])

/** `orders.fill`, `KNOT-1`, `owner@penstock.test`, `/docs` and whatever has a figure in it. */
const CODE = /[\d@_/#]|\w[.:]\w|^[A-Z0-9-]+$/u

/** What is still English on a page: in its text, its labels and its hints. */
export async function englishLeftOn(page: Page, data: readonly string[]): Promise<string[]> {
  const texts = await page.evaluate(readable)
  const known = new Set(data.flatMap(wordsIn))
  const isEnglish = (word: string) => !SAME.has(word) && !CODE.test(word) && !known.has(word)
  return texts.filter((text) => wordsIn(text).some(isEnglish))
}

const wordsIn = (text: string): string[] =>
  text.split(/(?:[.:]\s|[.:]$|[\s,;()“”"'’…·–→+])+/u).filter((word) => /[A-Za-z]{2}/u.test(word))

/** Runs in the browser. Code is for machines, and times say their UTC to whoever rests on them. */
function readable(): string[] {
  const said: string[] = [document.title.replace(' · Penstock', '')]
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement
    if (parent?.closest('script, noscript, style, code, kbd, pre, [lang="en"], option')) continue
    said.push(walker.currentNode.textContent ?? '')
  }
  for (const name of ['aria-label', 'placeholder', 'alt']) {
    for (const element of document.querySelectorAll(`[${name}]:not([aria-hidden=true])`)) {
      said.push(element.getAttribute(name) ?? '')
    }
  }
  return said.map((text) => text.trim()).filter(Boolean)
}
