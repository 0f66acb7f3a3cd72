import { infiniteQueryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { AuditPage, type AuditEntry } from '#contract/audit'
import { get } from '#kit/api.ts'
import { startOfDay } from '#kit/days.ts'
import type { AuditSearch } from './routes.ts'

export type Entry = z.output<typeof AuditEntry>

export const auditList = ({ from, until, ...search }: AuditSearch) =>
  infiniteQueryOptions({
    queryKey: ['audit', { from, until, ...search }],
    queryFn: ({ pageParam: after, signal }) => {
      const days = { from: momentOf(from), to: momentOf(until, 1) }
      return get('/audit', AuditPage, { query: { ...search, ...days, after }, signal })
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.pagination.nextCursor ?? undefined,
  })

/** `until` a day means to its end. */
const momentOf = (day: string | undefined, daysLater = 0) =>
  day && startOfDay(day, daysLater).toISOString()
