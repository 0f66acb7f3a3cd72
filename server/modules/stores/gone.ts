import { breaksReference, constraintOf } from '#platform/database-errors.ts'

/** Whether the database has refused a row because its store was removed meanwhile. */
export const isStoreGone = (error: unknown): boolean =>
  breaksReference(error) && /_store(_|$)/.test(constraintOf(error))
