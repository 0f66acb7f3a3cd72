import { expect, test } from 'vitest'
import { periodsAt } from './periods.ts'

const at = (today: string, words: string) =>
  periodsAt(today).find((one) => one.words === words)?.period

test('periods end with today, and last month is whole', () => {
  expect(at('2026-03-01', 'Last 7 days')).toEqual({ from: '2026-02-23', until: '2026-03-01' })
  expect(at('2026-03-31', 'Last month')).toEqual({ from: '2026-02-01', until: '2026-02-28' })
  expect(at('2026-01-15', 'Last month')).toEqual({ from: '2025-12-01', until: '2025-12-31' })
  expect(at('2026-01-15', 'This month')).toEqual({ from: '2026-01-01', until: '2026-01-15' })
})
