import { z } from 'zod'

/** How a route that reads a file of a table says so in the description of the API. */
export const CSV_BODY = { consumes: ['text/csv'], body: z.string() }

/** The same for one that answers with such a file. */
export const CSV_REPLY = { produces: ['text/csv'], response: { 200: z.string() } }
