import { codeOf } from '#platform/database-errors.ts'

/** Why it did not land, for people: names of ours only, because an error may quote the order. */
export const unsaved = (error: unknown): string =>
  `It could not be saved (${causeOf(error)}). The log says more, by the id of the message.`

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  if ('constraint' in error && typeof error.constraint === 'string') return error.constraint
  return codeOf(error) || error.name
}
