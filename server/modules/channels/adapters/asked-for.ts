import type { Message } from '../adapter.ts'

/** Says that we asked for it ourselves; no platform sends such a header. */
export const SOURCE = 'x-penstock-source'

/** What a platform has answered, as a message: an order, one of a list, or one out of a queue. */
export const askedFor = (
  body: string | Uint8Array,
  source: 'fetch' | 'list' | 'queue' = 'fetch',
): Message => ({
  headers: { 'content-type': 'application/json', [SOURCE]: source },
  body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
})

export const isFetched = ({ headers }: Message): boolean => headers[SOURCE] === 'fetch'
export const isListed = ({ headers }: Message): boolean => headers[SOURCE] === 'list'
