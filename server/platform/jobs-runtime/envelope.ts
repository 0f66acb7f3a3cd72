import { createHash } from 'node:crypto'
import type { Cause } from '../context.ts'

/** What the queue keeps of a job: the payload, and for whom and why it runs. */
export type Envelope = { orgId: string; cause: Cause; payload: unknown }

/** The job that follows an event has the event's number as its id, so it cannot be made twice. */
export function idOfEvent(eventId: number): string {
  const hex = eventId.toString(16).padStart(16, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(12, 15)}-8${hex.slice(15)}00-000000000000`
}

/** The same words always give the same id. */
export function idOfKey(...words: string[]): string {
  const hex = createHash('sha256').update(JSON.stringify(words)).digest('hex')
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(12, 15)}`]
  return [...parts, `8${hex.slice(15, 18)}`, hex.slice(18, 30)].join('-')
}
