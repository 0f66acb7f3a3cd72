import { infiniteQueryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { AuditPage, type AuditEntry } from '#contract/audit'
import { get } from '#kit/api.ts'
import type { AuditSearch } from './routes.ts'

export type Entry = z.output<typeof AuditEntry>

export const auditList = ({ from, until, ...search }: AuditSearch) =>
  infiniteQueryOptions({
    queryKey: ['audit', { from, until, ...search }],
    queryFn: ({ pageParam: after, signal }) => {
      const days = { from: startOf(from), to: startOf(until, 1) }
      return get('/audit', AuditPage, { query: { ...search, ...days, after }, signal })
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.pagination.nextCursor ?? undefined,
  })

/** The moment at which a day begins here; `until` a day means to its end. */
function startOf(day: string | undefined, daysLater = 0): string | undefined {
  if (!day) return undefined
  const date = new Date(`${day}T00:00:00`)
  date.setDate(date.getDate() + daysLater)
  return date.toISOString()
}
