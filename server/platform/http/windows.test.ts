import { expect, test } from 'vitest'
import { Windows } from './windows.ts'

test('a window counts until its end and then begins anew', () => {
  const windows = new Windows(1_000)
  expect(windows.count('a', 0)).toEqual({ used: 1, leftMs: 1_000 })
  expect(windows.count('a', 400)).toEqual({ used: 2, leftMs: 600 })
  expect(windows.count('b', 500)).toEqual({ used: 1, leftMs: 1_000 })
  expect(windows.count('a', 999)).toEqual({ used: 3, leftMs: 1 })
  expect(windows.count('a', 1_000)).toEqual({ used: 1, leftMs: 1_000 })
  expect(windows.count('b', 1_400)).toEqual({ used: 2, leftMs: 100 })
})

test('whoever comes under ever new names fills no memory, and the newest stay counted', () => {
  const windows = new Windows(1_000)
  for (let i = 0; i < 150_000; i++) windows.count(`name ${i}`, 0)
  expect(windows.size).toBeLessThanOrEqual(100_000)
  expect(windows.count('name 149999', 1).used).toBe(2)
  expect(windows.count('name 0', 1).used).toBe(1)
  windows.count('late', 1_001)
  expect(windows.size).toBeLessThan(3)
})
