import { createHash } from 'node:crypto'
import type { Cause } from '../context.ts'

/** What the queue stores of a job: its payload, its org and its cause. */
export type Envelope = { orgId: string; cause: Cause; payload: unknown }

/**
 * The id of the job that follows an event is made from the event's number, so the job cannot be
 * created twice.
 */
export function idOfEvent(eventId: number): string {
  const hex = eventId.toString(16).padStart(16, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(12, 15)}-8${hex.slice(15)}00-000000000000`
}

/** The id made from these words is always the same. */
export function idOfKey(...words: string[]): string {
  const hex = createHash('sha256').update(JSON.stringify(words)).digest('hex')
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(12, 15)}`]
  return [...parts, `8${hex.slice(15, 18)}`, hex.slice(18, 30)].join('-')
}
