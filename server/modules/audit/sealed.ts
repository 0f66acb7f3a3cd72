import type { SealedColumn } from '#platform/secrets-rewrap.ts'

export const END_PURPOSE = 'audit.end'

/** The ends of the chains; a rotation of keys puts them under the new one. */
export const sealedColumns: readonly SealedColumn[] = [
  { table: 'audit_heads', idColumns: ['org_id'], column: 'end_sealed', purpose: END_PURPOSE },
]
