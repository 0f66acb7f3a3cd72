import { expect, test } from 'vitest'
import { asked } from './asked.ts'

const store = '0198a000-0000-7000-8000-000000000001'
const search = { from: '2026-11-01', until: '2026-11-30', store }
const days = { from: '2026-11-01', to: '2026-11-30' }

test('a store that was chosen for another report does not hide the other channels', () => {
  expect(asked({ ...search, report: 'products' })).toEqual({ ...days, store, compare: 'previous' })
  expect(asked({ ...search, report: 'channels' })).toEqual({ ...days, compare: 'previous' })
})

test('days are compared with those before, unless somebody wants others or none', () => {
  expect(asked({ compare: 'year' }).compare).toBe('year')
  expect(asked({ compare: 'none' }).compare).toBeUndefined()
})
