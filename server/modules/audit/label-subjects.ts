import type { Ctx } from '#platform/context.ts'
import type { Db } from '#platform/database.ts'
import type { Entry } from './entry.ts'

export type SubjectKind = {
  /** The labels of these things by their ids, in one statement; things that are gone have none. */
  labels: (db: Db, orgId: string, ids: string[]) => Promise<Map<string, string>>
  /** Whoever lacks this permission sees the ids only. */
  permission?: string
}

/** By the type of the subject. Subjects of other types keep their ids. */
export type SubjectKinds = Readonly<Record<string, SubjectKind>>

type Subject = Pick<Entry, 'subjectType' | 'subjectId'>

/** Reads the labels of a page of entries, with one statement for each kind of subject on it. */
export async function labelSubjects(
  { db, orgId, permissions }: Ctx,
  subjects: Subject[],
  kinds: SubjectKinds,
): Promise<(subject: Subject) => string | null> {
  const labels = new Map<string, Map<string, string>>()
  const reads = Object.entries(kinds).map(async ([type, kind]) => {
    const ids = subjects.flatMap((one) => (one.subjectType === type ? [one.subjectId] : []))
    if (ids.length === 0 || (kind.permission && !permissions.has(kind.permission))) return
    labels.set(type, await kind.labels(db, orgId, [...new Set(ids)]))
  })
  await Promise.all(reads)
  return ({ subjectType, subjectId }) => labels.get(subjectType)?.get(subjectId) ?? null
}
