import type { Message } from '../adapter.ts'

/** The header that marks what we have asked for ourselves; no platform sends it. */
export const SOURCE = 'x-penstock-source'

/** Makes a message of what a platform has answered: one order, a list, or a piece of a queue. */
export const askedFor = (
  body: string | Uint8Array,
  source: 'fetch' | 'list' | 'queue' = 'fetch',
): Message => ({
  headers: { 'content-type': 'application/json', [SOURCE]: source },
  body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
})

export const isFetched = ({ headers }: Message): boolean => headers[SOURCE] === 'fetch'
export const isListed = ({ headers }: Message): boolean => headers[SOURCE] === 'list'
