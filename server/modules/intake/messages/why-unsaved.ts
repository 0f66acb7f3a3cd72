import { codeOf, constraintOf } from '#platform/database-errors.ts'

/** Why it did not land, for people: names of ours only, because an error may quote the order. */
export const whyUnsaved = (error: unknown): string =>
  `It could not be saved (${causeOf(error)}). The log says more, by the id of the message.`

const causeOf = (error: unknown): string =>
  error instanceof Error ? constraintOf(error) || codeOf(error) || error.name : 'unknown'
