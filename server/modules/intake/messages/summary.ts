import type { Result, Verdict } from './message.ts'

export const verdictOf = (status: Result['status']): Verdict =>
  status === 'queued' ? 'fetching' : status

/** From the most urgent on: the first one that any of its orders has stands for the message. */
const WORST: readonly Result['status'][] = [
  ...(['parked', 'queued', 'created', 'updated', 'ignored', 'duplicate'] as const),
]

/** What became of a message with several orders. */
export function summaryOf(results: Result[]): { verdict: Verdict; reason: string | null } {
  const worst = WORST.find((status) => results.some((result) => result.status === status))
  const same = results.filter(({ status }) => status === worst)
  const reason = `${same.length} of ${results.length} ${worst}: ${same[0]?.reason ?? ''}`
  const verdict = worst ? verdictOf(worst) : 'ignored'
  return { verdict, reason: worst === 'parked' || worst === 'queued' ? reason : null }
}
