import { useQuery } from '@tanstack/react-query'
import type { z } from 'zod'
import type { MessageComparison } from '#contract/intake'
import { fromServer, plural, t } from '#kit/i18n.ts'
import { Loaded } from '#kit/loaded.tsx'
import { Table, type Columns } from '#kit/table.tsx'
import classes from '../channels.module.css'
import { comparisonQuery } from './queries.ts'

type Compared = z.output<typeof MessageComparison>['orders'][number]
type Difference = Compared['differences'][number]

/** What reading it again would change, member by member, before anybody decides. */
export function Comparison({ messageId }: { messageId: string }) {
  const comparison = useQuery(comparisonQuery(messageId))
  return (
    <Loaded query={comparison} rows={3}>
      {({ orders }) => orders.map((order, index) => <OneOrder key={index} order={order} />)}
    </Loaded>
  )
}

function OneOrder({ order }: { order: Compared }) {
  const { externalId, differences } = order
  const label = t('What would change in {{order}}', { order: externalId ?? t('Not known') })
  return (
    <section aria-label={label} className={classes['comparison']}>
      <p>{wordsOf(order)}</p>
      {differences.length > 0 && (
        // It scrolls, so the keyboard must be able to reach it.
        <div role="group" tabIndex={0} aria-label={label}>
          <Table
            label={label}
            columns={columns}
            rows={differences}
            keyOf={({ path }) => path}
            empty={null}
          />
        </div>
      )}
    </section>
  )
}

function wordsOf({ standing, externalId, note, differences }: Compared): string {
  const order = externalId ?? t('Not known')
  switch (standing) {
    case 'new':
      return t('{{order}} is not here yet: it becomes a new order.', { order })
    case 'differs':
      return plural(
        differences.length,
        '{{order}} is here, and one field reads differently.',
        '{{order}} is here, and {{count}} fields read differently.',
        { order },
      )
    case 'same':
      return t('{{order}} is here and reads the same: nothing would change.', { order })
    case 'older':
      return t('{{order}} is here in a newer version, which stays.', { order })
    case 'parked':
      return t('It would be parked again: {{why}}', { why: fromServer(note ?? '') })
    case 'unread':
      return note ? fromServer(note) : t('No order is read in it.')
  }
}

const columns: Columns<Difference> = [
  { title: t('Field'), leads: true, cell: ({ path }) => <code>{path.slice(1)}</code> },
  { title: t('Here'), cell: ({ before }) => valueOf(before) },
  { title: t('Read now'), cell: ({ after }) => valueOf(after) },
]

/** As it stands in JSON, but for text, which needs no quotes here. */
function valueOf(value: unknown): string {
  if (value === null || value === '') return '–'
  return typeof value === 'string' ? value : JSON.stringify(value)
}
