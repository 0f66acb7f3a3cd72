import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { t } from './i18n.ts'
import { Sideways } from './sideways.tsx'
import classes from './table.module.css'

export type Columns<Row> = readonly {
  title: string
  cell: (row: Row) => ReactNode
  /** Instead of the plain title, such as a button that sorts by this column. */
  head?: ReactNode
  sorted?: 'ascending' | 'descending' | undefined
  align?: 'right'
  /** The name of the row: it leads the card on a small screen. */
  leads?: boolean
  /** Stands beside the name on the card, and needs no title there. */
  aside?: boolean
  /** Not worth its room on a card. */
  minor?: boolean
  /** Buttons: their column needs no visible title. */
  actions?: boolean
  /** A box that chooses the row: the whole edge of the card, where a thumb has to hit it. */
  chooses?: boolean
}[]

/** What else there is of a list that is read page by page. */
export type More = { load: () => unknown; loading: boolean } | undefined

type Paged = { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown }

export const moreOf = ({ hasNextPage, isFetchingNextPage, fetchNextPage }: Paged): More =>
  hasNextPage ? { load: fetchNextPage, loading: isFetchingNextPage } : undefined

type TableProps<Row> = {
  label: string
  columns: Columns<Row>
  rows: readonly Row[]
  keyOf: (row: Row) => string
  empty: ReactNode
  more?: More
}

/** A table that becomes a list of cards where it would not fit. */
export function Table<Row>({ label, columns, rows, keyOf, empty, more }: TableProps<Row>) {
  if (rows.length === 0) return empty
  return (
    <>
      <Sideways label={label}>
        {/* The roles are said aloud, because a table that is laid out as cards loses its own. */}
        <table className={classes['table']} role="table" aria-label={label}>
          <thead role="rowgroup">
            <tr role="row">
              {columns.map((column) => (
                <th
                  key={column.title}
                  role="columnheader"
                  scope="col"
                  data-align={column.align}
                  data-chooses={column.chooses || undefined}
                  data-works={column.head !== undefined || undefined}
                  aria-sort={column.sorted}
                >
                  {column.actions ? (
                    <span className={classes['unseen']}>{column.title}</span>
                  ) : (
                    (column.head ?? column.title)
                  )}
                </th>
              ))}
            </tr>
          </thead>
          <tbody role="rowgroup">
            {rows.map((row) => (
              <tr key={keyOf(row)} role="row">
                {columns.map((column) => (
                  <td key={column.title} role="cell" {...marks(column)}>
                    {column.cell(row)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Sideways>
      <ShowMore more={more} />
    </>
  )
}

/** Below a list of which there is more than is shown. */
export const ShowMore = ({ more }: { more: More }) =>
  more && (
    <div className={classes['more']}>
      <Button variant="default" loading={more.loading} onClick={() => void more.load()}>
        {t('Show more')}
      </Button>
    </div>
  )

const marks = (column: Columns<never>[number]) => ({
  'data-title': isUntitled(column) ? undefined : column.title,
  'data-align': column.align,
  'data-leads': column.leads || undefined,
  'data-aside': column.aside || undefined,
  'data-minor': column.minor || undefined,
  'data-actions': column.actions || undefined,
  'data-chooses': column.chooses || undefined,
})

const isUntitled = ({ leads, actions, aside, chooses }: Columns<never>[number]) =>
  leads || actions || aside || chooses
