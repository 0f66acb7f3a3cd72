import type { Message } from './queries.ts'

type Seen = Pick<Message, 'verdict' | 'orderId' | 'externalId' | 'results'>

/** It was read, and speaks of no order: of stock, or of somebody who wants to be forgotten. */
export const isOfOther = ({ verdict, orderId, externalId, results }: Seen): boolean =>
  READ.has(verdict) && orderId === null && externalId === null && results === null

const READ = new Set<Message['verdict']>(['updated', 'duplicate', 'ignored'])
