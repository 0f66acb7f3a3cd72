import { z } from 'zod'

/** How a route that reads a file of a table says so in the description of the API. */
export const CSV_BODY = { consumes: ['text/csv'], body: z.string() }
