import type { OrderView } from '#contract/orders'
import { EmptyFace } from '#kit/faces.tsx'
import { number, t } from '#kit/i18n.ts'
import { AppLink } from '#kit/link.tsx'
import { Money } from '#kit/money.tsx'
import { Section } from '#kit/page.tsx'
import { usePlace } from '#kit/place.ts'
import { StatusBadge } from '#kit/status-badge.tsx'
import { Table, type Columns } from '#kit/table.tsx'
import { dayWords } from '../../reports/days.ts'
import { useMay } from '../../session.ts'
import { SkuLink } from '../../stock/sku-link.tsx'
import classes from './order.module.css'
import { PackingSlip } from './packing-slip.tsx'
import { CancelItemsButton } from './step-button.tsx'

type Line = OrderView['lines'][number]

export function Lines({ order, isPast }: { order: OrderView; isPast: boolean }) {
  return (
    <Section title={t('Items')} actions={!isPast && <Actions order={order} />}>
      <Table
        label={t('Items')}
        columns={columnsFor(order)}
        rows={order.lines}
        keyOf={(line) => line.id}
        empty={
          <EmptyFace
            title={t('No items.')}
            advice={t('The store has sent none with this order.')}
          />
        }
      />
      <Totals order={order} />
    </Section>
  )
}

const Actions = ({ order }: { order: OrderView }) => (
  <>
    <CancelItemsButton order={order} />
    <PackingSlip order={order} />
  </>
)

/** Without the columns that would be empty for every line. */
function columnsFor({ lines, currency, store }: OrderView): Columns<Line> {
  const rare = RARE.filter(({ of }) => lines.some((line) => line[of] > 0))
  return [
    { title: t('Item'), leads: true, cell: (line) => <Item line={line} storeId={store.id} /> },
    {
      title: t('Price'),
      align: 'right',
      cell: (line) => <Money minor={line.unitPriceMinor} currency={currency} />,
    },
    { title: t('Ordered'), align: 'right', cell: ({ quantity }) => number(quantity) },
    ...rare.map(({ title, of }) => ({
      ...{ title, align: 'right' as const },
      cell: (line: Line) => number(line[of]),
    })),
    {
      title: t('Sum'),
      align: 'right',
      cell: (line) => <Money minor={sumOf(line)} currency={currency} />,
    },
  ]
}

const RARE = [
  { title: t('Shipped'), of: 'shippedQuantity' },
  { title: t('Returned'), of: 'returnedQuantity' },
  { title: t('Cancelled'), of: 'cancelledQuantity' },
  { title: t('Short'), of: 'shortQuantity' },
] as const

const sumOf = ({ unitPriceMinor, quantity, discountMinor }: Line) =>
  BigInt(unitPriceMinor) * BigInt(quantity) - BigInt(discountMinor)

const Item = ({ line, storeId }: { line: Line; storeId: string }) => (
  <span className={classes['item']}>
    {line.name}
    <small>{line.sku === null ? <ToMap storeId={storeId} /> : <Sku sku={line.sku} />}</small>
    {line.waits && <Waiting {...line.waits} />}
  </span>
)

/** The badge of pieces that were sold before they are in stock. */
function Waiting({ quantity: pieces, promisedFor }: NonNullable<Line['waits']>) {
  const { language } = usePlace()
  const quantity = number(pieces)
  const day = promisedFor && dayWords(promisedFor, 'long', language)
  return (
    <StatusBadge tone="busy">
      {day
        ? t('{{quantity}} not there yet, promised for {{day}}', { quantity, day })
        : t('{{quantity}} not there yet', { quantity })}
    </StatusBadge>
  )
}

/** The SKU as a link to its stock level and movements. */
function Sku({ sku }: { sku: string }) {
  return useMay('stock.read') ? <SkuLink sku={sku} /> : sku
}

function ToMap({ storeId }: { storeId: string }) {
  if (!useMay('channels.read')) return t('Not mapped to a SKU yet')
  return (
    <AppLink
      to="/channels/$storeId"
      params={{ storeId }}
      search={{ listings: 'unmapped' }}
      inherit
      underline="always"
    >
      {t('Not mapped to a SKU yet')}
    </AppLink>
  )
}

function Totals({ order: { totals, currency } }: { order: OrderView }) {
  const { taxIncluded, itemsMinor, discountMinor, shippingMinor, taxMinor } = totals
  const { otherMinor, cancelledMinor, refundedMinor } = totals
  const rows: [label: string, minor: number][] = [
    [t('Items'), itemsMinor],
    [t('Discount'), -discountMinor],
    [t('Shipping'), shippingMinor],
    [taxIncluded ? t('Tax, within the prices') : t('Tax'), taxMinor],
    // Tips, duties and fees, and whatever else the total of a store has beyond its parts.
    [t('Fees and other amounts'), otherMinor],
    [t('Cancelled'), -cancelledMinor],
  ]
  return (
    <dl className={classes['totals']}>
      {rows
        .filter(([label, minor]) => label === t('Items') || minor !== 0)
        .map(([label, minor]) => (
          <Sum key={label} {...{ label, minor, currency }} />
        ))}
      <Sum label={t('Total')} minor={totals.grandTotalMinor} currency={currency} isGrand />
      {refundedMinor > 0 && (
        <Sum label={t('Refunded')} minor={-refundedMinor} currency={currency} />
      )}
    </dl>
  )
}

type SumProps = { label: string; minor: number; currency: string; isGrand?: boolean }

const Sum = ({ label, minor, currency, isGrand }: SumProps) => (
  <div data-grand={isGrand}>
    <dt>{label}</dt>
    <dd>
      <Money minor={minor} currency={currency} />
    </dd>
  </div>
)
