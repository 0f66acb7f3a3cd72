import { type RawBuilder, sql } from 'kysely'
import type { Db } from './database.ts'

/** One thing in the books that breaks a rule. */
export type Finding = { subject: string; detail: string }

/** A rule that always holds, and the query that finds what breaks it. */
export type Check = {
  /** `module.what_is_true` */
  name: string
  /** The rule in words, for the person who reads the result. */
  rule: string
  /** Searches the books of one org; with `since`, only what has changed from then on. */
  find: (db: Db, scope: Scope) => Promise<Finding[]>
}

export type Scope = { orgId: string; since: Date | null }

const FINDINGS_MAX = 100

/**
 * A check made of one query that selects `subject` and `detail`. The rule holds when it gives no
 * row.
 */
export const checkOf = (
  name: string,
  rule: string,
  query: (scope: Scope) => RawBuilder<Finding>,
): Check => ({
  name,
  rule,
  find: async (db, scope) => {
    const limited = sql<Finding>`select * from (${query(scope)}) as f limit ${FINDINGS_MAX}`
    return (await limited.execute(db)).rows
  },
})

/**
 * A condition for queries that cannot be narrowed to what has changed: they only find something
 * when everything is checked.
 */
export const onlyOfAll = ({ since }: Scope): RawBuilder<boolean> =>
  since ? sql<boolean>`false` : sql<boolean>`true`

/** The condition that a row has changed since then, or `true` when everything is checked. */
export const changedSince = (column: string, { since }: Scope): RawBuilder<boolean> =>
  since ? sql<boolean>`${sql.ref(column)} >= ${since}` : sql<boolean>`true`
