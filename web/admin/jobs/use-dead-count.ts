import { useInfiniteQuery } from '@tanstack/react-query'
import { atLeast } from '#kit/i18n.ts'
import { deadLetterList } from './queries.ts'

/** From the list itself: a queue that is gone in this release may have left dead letters behind. */
export function useDeadCount({ enabled }: { enabled: boolean }) {
  const { data, isLoading, error } = useInfiniteQuery({ ...deadLetterList(undefined), enabled })
  const pages = data?.pages ?? []
  const count = pages.reduce((sum, page) => sum + page.deadLetters.length, 0)
  const next = pages.at(-1)?.pagination.nextCursor
  return { count, words: atLeast(count, !next), isLoading, error }
}
