import { z } from 'zod'

/** How the columns of a file are kept apart, in the query of each route that sends one. */
export const CsvChoice = z.strictObject({
  separator: z
    .enum(['comma', 'semicolon', 'tab'])
    .default('comma')
    .describe('A spreadsheet opens semicolons as columns where numbers have a decimal comma'),
})
export type SeparatorName = z.output<typeof CsvChoice>['separator']

/** Describes, for the API reference, the body of a route that reads a CSV file. */
export const CSV_BODY = { consumes: ['text/csv'], body: z.string() }

/** Describes the answer of a route that sends a CSV file. */
export const CSV_REPLY = { produces: ['text/csv'], response: { 200: z.string() } }
