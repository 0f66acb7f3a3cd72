import { afterEach, expect, test, vi } from 'vitest'
import { plural, t, writeAsIn } from './i18n.ts'

test('a sentence without a translation says itself, with what it is about', () => {
  expect(t('Read again: {{topic}}. <b>', { topic: 'a & b' })).toBe('Read again: a & b. <b>')
})

test('English has two forms, and numbers are written as where the shop is', () => {
  writeAsIn('IN')
  const orders = (count: number) => plural(count, '{{count}} order', '{{count}} orders')
  expect([orders(0), orders(1), orders(1_234_567)]).toEqual([
    '0 orders',
    '1 order',
    '12,34,567 orders',
  ])
})

afterEach(() => vi.unstubAllGlobals())

test('a browser that names no language that exists still writes numbers', async () => {
  vi.resetModules()
  vi.stubGlobal('navigator', { language: 'en-US@posix' })
  const { number } = await import('./i18n.ts')
  expect(number(1_234)).toBe('1,234')
})
