import { QueryClient } from '@tanstack/react-query'
import { connection } from './connection.ts'
import { NoAnswer, ProblemError } from './problem.ts'

const ATTEMPTS_MAX = 3

/** A refusal is an answer and is not asked for again; only what may be different next time is. */
export const mayRetry = (failures: number, error: unknown): boolean =>
  failures < ATTEMPTS_MAX - 1 &&
  (error instanceof NoAnswer || (error instanceof ProblemError && error.status >= 502))

export function createQueryClient(): QueryClient {
  const queryClient = new QueryClient({
    defaultOptions: {
      // The browser's own guess about the network is often wrong, so the server is always asked.
      queries: { retry: mayRetry, staleTime: 10_000, networkMode: 'always' },
      mutations: { retry: false, networkMode: 'always' },
    },
  })
  connection.whenBack(() => void queryClient.invalidateQueries())
  return queryClient
}
