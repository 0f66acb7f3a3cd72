import { type RawBuilder, sql } from 'kysely'
import type { Db } from './database.ts'

/** Something in the books that is not as it must be. */
export type Finding = { subject: string; detail: string }

/** A rule that always holds, and the query that finds what breaks it. */
export type Check = {
  /** `module.what_is_true` */
  name: string
  /** The rule in words, for the person who reads the result. */
  rule: string
  /** Looks at one org; with `since`, only at what has changed from then on. */
  find: (db: Db, scope: Scope) => Promise<Finding[]>
}

export type Scope = { orgId: string; since: Date | null }

const FINDINGS_MAX = 100

/** A check whose query gives `subject` and `detail`; no row is the proof. */
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

/** For what cannot be found by what has changed: it is looked at when everything is. */
export const onlyOfAll = ({ since }: Scope): RawBuilder<boolean> =>
  since ? sql<boolean>`false` : sql<boolean>`true`

/** `true` without a limit in time, else the condition that a row has changed since. */
export const changedSince = (column: string, { since }: Scope): RawBuilder<boolean> =>
  since ? sql<boolean>`${sql.ref(column)} >= ${since}` : sql<boolean>`true`
