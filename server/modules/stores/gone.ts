import { breaksReference, constraintOf } from '#platform/database-errors.ts'

/** The database took nothing in for a store, since it was removed meanwhile. */
export const isStoreGone = (error: unknown): boolean =>
  breaksReference(error) && /_store(_|$)/.test(constraintOf(error))
