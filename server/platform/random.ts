import { randomBytes, randomUUID } from 'node:crypto'

const SEQUENCE_MAX = 0xfff

let last = { ms: 0, sequence: 0, prefix: '' }

/**
 * A UUID of version 7. Ids grow with time, so that indexes stay dense and rows of several machines
 * can be merged. Ids of one process also grow within a millisecond and when the clock is set back,
 * so that rows of the same time are sorted as they were made.
 */
export function newId(): string {
  const now = Date.now()
  if (now > last.ms) last = startOf(now)
  else if (last.sequence < SEQUENCE_MAX) last.sequence++
  else last = startOf(last.ms + 1)
  const sequence = last.sequence.toString(16).padStart(3, '0')
  return `${last.prefix}${sequence}${randomUUID().slice(18)}`
}

function startOf(ms: number): typeof last {
  const hex = ms.toString(16).padStart(12, '0')
  return { ms, sequence: 0, prefix: `${hex.slice(0, 8)}-${hex.slice(8)}-7` }
}

/** A random secret that people can read and addresses can contain; 32 bytes by default. */
export const newToken = (bytes = 32): string => randomBytes(bytes).toString('base64url')
