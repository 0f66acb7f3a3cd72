import { expect, test, vi } from 'vitest'
import { newId } from './random.ts'

const V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

test('ids are UUIDs of version 7 that say when they were made', () => {
  const before = Date.now()
  const id = newId()
  expect(id).toMatch(V7)
  const madeAt = Number.parseInt(id.replace('-', '').slice(0, 12), 16)
  expect(madeAt).toBeGreaterThanOrEqual(before)
})

test('ids grow, however many are made at once and wherever the clock is put', () => {
  const ids = Array.from({ length: 20_000 }, newId)
  const clock = vi.spyOn(Date, 'now').mockReturnValue(0)
  ids.push(...Array.from({ length: 20_000 }, newId))
  clock.mockRestore()
  expect(ids.every((id) => V7.test(id))).toBe(true)
  expect(ids).toEqual(ids.toSorted())
  expect(new Set(ids).size).toBe(ids.length)
})
