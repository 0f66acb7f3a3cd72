import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ErrorFace } from '#kit/faces.tsx'
import { atLeast } from '#kit/i18n.ts'
import { Section } from '#kit/page.tsx'
import { type More, moreOf } from '#kit/table.tsx'
import classes from './attention.module.css'

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

export function listedAmount<Page, Row>(
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

type MatterProps = {
  title: string
  amount: Amount
  /** The next step, in a sentence. */
  next: ReactNode
  children?: ReactNode
}

/** One kind of work; nothing where there is none of it. */
export function Matter({ title, amount, next, children }: MatterProps) {
  if (amount.error) {
    return (
      <Section title={title}>
        <ErrorFace error={amount.error} />
      </Section>
    )
  }
  if (amount.count === 0) return null
  return (
    <Section
      title={title}
      description={
        <>
          <strong className={classes['count']}>{amount.words}</strong> {next}
        </>
      }
    >
      {children}
    </Section>
  )
}
