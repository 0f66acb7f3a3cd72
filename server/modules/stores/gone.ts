import { codeOf } from '#platform/database-errors.ts'

const FOREIGN_KEY = '23503'

/** The database took nothing in for a store, since it was removed meanwhile. */
export const isStoreGone = (error: unknown): boolean =>
  codeOf(error) === FOREIGN_KEY && /_store(_|$)/.test(constraintOf(error))

const constraintOf = (error: unknown): string =>
  error instanceof Error && 'constraint' in error ? String(error.constraint) : ''
