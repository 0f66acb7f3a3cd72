import { outcomeOf } from '#platform/database-errors.ts'
import { Problem } from '#platform/problem.ts'

const AWAY = new Set(['database_unavailable', 'outcome_unknown', 'overloaded'])

/**
 * Whether an error is the database's fault and not that of the message, so that trying again helps.
 */
export function isDatabaseAway(error: unknown): boolean {
  const outcome = outcomeOf(error)
  return outcome instanceof Problem && AWAY.has(outcome.code)
}
