import { outcomeOf } from '#platform/database-errors.ts'
import { Problem } from '#platform/problem.ts'

const AWAY = new Set(['database_unavailable', 'outcome_unknown', 'overloaded'])

/** The database's trouble and not that of the message: it is tried again, and nobody must look. */
export function isAway(error: unknown): boolean {
  const outcome = outcomeOf(error)
  return outcome instanceof Problem && AWAY.has(outcome.code)
}
