import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { IntegrityView, RunList } from '#contract/integrity'
import { get } from '#kit/api.ts'

export type Integrity = z.output<typeof IntegrityView>

const LOOK_EVERY_MS = 15_000

export const integrityQuery = queryOptions({
  queryKey: ['integrity'],
  queryFn: ({ signal }) => get('/integrity', IntegrityView, { signal }),
  refetchInterval: LOOK_EVERY_MS,
})

export const runList = queryOptions({
  queryKey: ['integrity', 'runs'],
  queryFn: ({ signal }) => get('/integrity/runs', RunList, { query: { limit: 20 }, signal }),
  refetchInterval: LOOK_EVERY_MS,
})
