import { Skeleton, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { CancellationPreview, OrderView } from '#contract/orders'
import { t } from '#kit/i18n.ts'
import { Money } from '#kit/money.tsx'
import { cancellationQuery, type PieceLines } from '../queries.ts'
import classes from './order.module.css'

type CancelCostProps = { order: OrderView; lines?: PieceLines }

/** What it does to the money, as the server reckons it. An older answer is never shown as new. */
export function CancelCost({ order, lines }: CancelCostProps) {
  const { data, isFetching, isError } = useQuery(cancellationQuery(order, lines))
  if (isError) {
    return (
      <Text size="sm" c="dimmed">
        {t('The amount cannot be shown just now. What was paid for the pieces goes back.')}
      </Text>
    )
  }
  return (
    <div role="status" aria-busy={isFetching}>
      <dl className={classes['cost']}>
        {data && rowsOf(data).map((row) => <Row key={row.label} {...row} isOld={isFetching} />)}
        {!data && <Row label={t('Comes off the order')} value={null} isOld />}
      </dl>
    </div>
  )
}

type RowProps = { label: string; value: ReactNode; isOld?: boolean }

const Row = ({ label, value, isOld }: RowProps) => (
  <div>
    <dt>{label}</dt>
    <dd>{isOld ? <Skeleton width={72} height={14} aria-hidden /> : value}</dd>
  </div>
)

function rowsOf(cost: CancellationPreview): RowProps[] {
  const { cancelsOrder, currency, takenOffMinor, givenBackMinor } = cost
  const back = t('Goes back to the customer')
  const off = {
    label: cancelsOrder ? t('No longer to be paid') : t('Comes off the order'),
    value: <Money minor={takenOffMinor} currency={currency} />,
  }
  if (givenBackMinor === null) {
    return [off, { label: back, value: t('As soon as it is known to be paid') }]
  }
  if (givenBackMinor === 0) return [off]
  const given = { label: back, value: <Money minor={givenBackMinor} currency={currency} /> }
  // Of a cancelled order that was paid nothing was left to be paid.
  return cancelsOrder ? [given] : [off, given]
}
