import { codeOf, constraintOf } from '#platform/database-errors.ts'

/**
 * Says why a message was not saved. It quotes no error text, because that may contain the order.
 */
export const whyUnsaved = (error: unknown): string =>
  `It could not be saved (${causeOf(error)}). The log says more, by the id of the message.`

const causeOf = (error: unknown): string =>
  error instanceof Error ? constraintOf(error) || codeOf(error) || error.name : 'unknown'
