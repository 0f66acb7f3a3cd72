import {
  type InfiniteData,
  useInfiniteQuery,
  type UseInfiniteQueryResult,
} from '@tanstack/react-query'
import { atLeast } from '#kit/i18n.ts'
import { type More, moreOf } from '#kit/table.tsx'
import { messageList, type Message } from '../channels/messages/queries.ts'
import { type NeedyListing, needyListings } from '../channels/queries.ts'
import { useMay } from '../session.ts'

/** How much there is of something. */
export type Amount = {
  count: number
  /** As it is said: "20+" where there are more than were counted. */
  words: string
  isLoading: boolean
  error?: unknown
}

/** Of a list that is read page by page. */
export type ListedAmount<Row> = Amount & {
  rows: Row[]
  more: More
}

type Found<Page> = Pick<
  UseInfiniteQueryResult<InfiniteData<Page>>,
  'data' | 'isLoading' | 'error' | 'hasNextPage' | 'fetchNextPage' | 'isFetchingNextPage'
>

function listedAmount<Page, Row>(
  found: Found<Page>,
  rowsOf: (page: Page) => Row[],
): ListedAmount<Row> {
  const { data, isLoading, error, hasNextPage } = found
  const rows = data?.pages.flatMap(rowsOf) ?? []
  return {
    ...{ rows, isLoading, error, count: rows.length, words: atLeast(rows.length, !hasNextPage) },
    more: moreOf(found),
  }
}

const SHOWN = 20

// Apart from what is done about them: the overview only counts, and needs no dialog for it.

export function useParked(): ListedAmount<Message> {
  const enabled = useMay('messages.read')
  const found = useInfiniteQuery({ ...messageList({ verdict: 'parked' }, SHOWN), enabled })
  return listedAmount(found, (page) => page.messages)
}

export function useNeedy(needs: 'sku' | 'push'): ListedAmount<NeedyListing> {
  const enabled = useMay('channels.read')
  const found = useInfiniteQuery({ ...needyListings(needs), enabled })
  return listedAmount(found, (page) => page.listings)
}
