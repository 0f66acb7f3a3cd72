import { queryOptions } from '@tanstack/react-query'
import { z } from 'zod'
import { TodayReport } from '#contract/reports'
import { LevelPage } from '#contract/stock'
import { get } from '#kit/api.ts'
import { ProblemError } from '#kit/problem.ts'

const Checks = z.object({
  checks: z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string().optional() })),
})

export type Check = z.output<typeof Checks>['checks'][number]

const LOOK_EVERY_MS = 10_000

/** What the server says about its own parts. That it is not ready is an answer too. */
export const readiness = queryOptions({
  queryKey: ['readiness'],
  queryFn: async ({ signal }): Promise<Check[]> => {
    const call = { query: { verbose: true }, outsideApi: true, signal }
    try {
      return (await get('/readyz', Checks, call)).checks
    } catch (error) {
      const said = error instanceof ProblemError ? Checks.safeParse(error.body) : undefined
      if (said?.success) return said.data.checks
      throw error
    }
  },
  refetchInterval: LOOK_EVERY_MS,
})

const COUNT_EVERY_MS = 15_000

export const todayQuery = queryOptions({
  queryKey: ['reports', 'today'],
  queryFn: ({ signal }) => get('/admin/reports/today', TodayReport, { signal }),
  refetchInterval: COUNT_EVERY_MS,
})

const AT_RISK_SHOWN = 100

/** How many levels run low, or that there are more than are worth counting. */
export const stockAtRisk = queryOptions({
  queryKey: ['stock', 'at risk'],
  queryFn: async ({ signal }) => {
    const query = { limit: AT_RISK_SHOWN }
    const page = await get('/admin/inventory/low-stock', LevelPage, { query, signal })
    return { count: page.stock.length, isExact: page.pagination.nextCursor === null }
  },
  refetchInterval: COUNT_EVERY_MS,
})
