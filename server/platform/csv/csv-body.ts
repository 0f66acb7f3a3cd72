import { z } from 'zod'

/** Describes, for the API reference, the body of a route that reads a CSV file. */
export const CSV_BODY = { consumes: ['text/csv'], body: z.string() }

/** Describes the answer of a route that sends a CSV file. */
export const CSV_REPLY = { produces: ['text/csv'], response: { 200: z.string() } }
