import { expect, test } from 'vitest'
import { races } from '../../load/races.ts'
import { dropDatabase, emptyDatabase } from '../scene.ts'

test('a crowd at three processes gets what there is, once, and nobody is caught in a circle', async () => {
  const seed = Math.floor(Math.random() * 1e9)
  const url = await emptyDatabase()
  const { lastPieces, sameKey, tangled, faults } = await races(url, { tangleMs: 2_000, seed })
  await dropDatabase(url)
  expect(faults, `seed ${seed}`).toEqual([])
  expect(lastPieces).toEqual({ done: 50, out_of_stock: 950 })
  expect(sameKey).toEqual({ ids: 1, made: 1 })
  expect(tangled.orders).toBeGreaterThan(0)
})
