import { expect, test } from 'vitest'
import { z } from 'zod'
import { schemaFaults } from './schema-faults.ts'

const look = schemaFaults(
  z.object({ email: z.email(), pieces: z.int(), place: z.object({ city: z.string().min(2) }) }),
)

test('a field in which nothing stands is needed, whatever it should hold', () => {
  const nothing = { email: '', pieces: '', place: { city: '' } }
  const words = 'This is needed.'
  expect(look(nothing)).toEqual({ email: words, pieces: words, 'place.city': words })
})

test('a field in which something stands says what is wrong with it', () => {
  expect(look({ email: 'x', pieces: 1.5, place: { city: 'x' } })).toEqual({
    email: 'Must be an e-mail address.',
    pieces: 'Must be a whole number.',
    'place.city': 'Must have at least 2 characters.',
  })
})
