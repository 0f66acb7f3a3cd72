import { expect, test } from 'vitest'
import { z } from 'zod'
import { answersOf, DONE, type Told } from './answers.ts'

const Mug = z.object({ id: z.string() })
const Whole = Mug.meta({ id: 'WholeMug', description: 'A mug with its handle.' })

test.for<[rule: string, schema: unknown, told: Told, words: string]>([
  ['what is read is named', Mug, { summary: 'Read a mug' }, 'The mug.'],
  ['several things too', Mug, { summary: 'List mugs by size' }, 'The mugs by size.'],
  ['a question stays one', Mug, { summary: 'Read whether it is hot' }, 'Whether it is hot.'],
  ['all is all', Mug, { summary: 'Export all mugs as CSV' }, 'All mugs as CSV.'],
  ['a schema knows better', Whole, { summary: 'Read a mug' }, 'A mug with its handle.'],
  ['a route knows best', Whole, { answers: { 200: 'The mug, filled.' } }, 'The mug, filled.'],
  ['what only does has no words', {}, { summary: 'Break a mug' }, DONE],
])('%s', ([, schema, told, description]) => {
  expect(answersOf({ 200: schema }, told)).toMatchObject({ 200: { description } })
})

test('a file is described by its own type, and an answer without a body by none', () => {
  const told = { summary: 'Export mugs', produces: ['text/csv'] }
  expect(answersOf({ 200: Mug, 204: {} }, told)).toEqual({
    200: { description: 'The mugs.', content: { 'text/csv': { schema: Mug } } },
    204: { description: DONE },
  })
})
