import { expect, test } from 'vitest'
import { placesOf } from './places.ts'

const locations = [
  { code: 'main', name: 'Main store' },
  { code: 'north', name: 'Depot' },
  { code: 'south', name: 'Depot' },
]

test('a place is called by its name, and by its code too where another one is called so', () => {
  const { list, names } = placesOf(locations)
  expect(list.map(({ label }) => label)).toEqual(['Main store', 'Depot (north)', 'Depot (south)'])
  expect(names.get('north')).toBe('Depot (north)')
})

test('the names are made once for all rows of a list, and anew when the places change', () => {
  expect(placesOf(locations)).toBe(placesOf(locations))
  expect(placesOf([...locations])).not.toBe(placesOf(locations))
})
