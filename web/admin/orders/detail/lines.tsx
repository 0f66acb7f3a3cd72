import type { OrderView } from '#contract/orders'
import { EmptyFace } from '#kit/faces.tsx'
import { Money } from '#kit/money.tsx'
import { Section } from '#kit/page.tsx'
import { Table, type Columns } from '#kit/table.tsx'
import classes from './order.module.css'

type Line = OrderView['lines'][number]

export function Lines({ order }: { order: OrderView }) {
  return (
    <Section title="Items">
      <Table
        label="Items"
        columns={columnsFor(order)}
        rows={order.lines}
        keyOf={(line) => line.id}
        empty={<EmptyFace title="No items." advice="The store has sent none with this order." />}
      />
      <Totals order={order} />
    </Section>
  )
}

/** What happened to no piece of any line needs no column. */
function columnsFor({ lines, currency }: OrderView): Columns<Line> {
  const rare = RARE.filter(({ of }) => lines.some((line) => line[of] > 0))
  return [
    { title: 'Item', leads: true, cell: (line) => <Item line={line} /> },
    {
      title: 'Price',
      align: 'right',
      cell: (line) => <Money minor={line.unitPriceMinor} currency={currency} />,
    },
    { title: 'Ordered', align: 'right', cell: ({ quantity }) => quantity.toLocaleString() },
    ...rare.map(({ title, of }) => ({
      ...{ title, align: 'right' as const },
      cell: (line: Line) => line[of].toLocaleString(),
    })),
    {
      title: 'Sum',
      align: 'right',
      cell: (line) => <Money minor={sumOf(line)} currency={currency} />,
    },
  ]
}

const RARE = [
  { title: 'Shipped', of: 'shippedQuantity' },
  { title: 'Returned', of: 'returnedQuantity' },
  { title: 'Cancelled', of: 'cancelledQuantity' },
  { title: 'Short', of: 'shortQuantity' },
] as const

const sumOf = ({ unitPriceMinor, quantity, discountMinor }: Line) =>
  BigInt(unitPriceMinor) * BigInt(quantity) - BigInt(discountMinor)

const Item = ({ line }: { line: Line }) => (
  <span className={classes['item']}>
    {line.name}
    <small>{line.sku ?? 'Not mapped to a SKU yet'}</small>
  </span>
)

function Totals({ order: { totals, currency } }: { order: OrderView }) {
  const { taxIncluded, itemsMinor, discountMinor, shippingMinor, taxMinor, refundedMinor } = totals
  const rows: [label: string, minor: number][] = [
    ['Items', itemsMinor],
    ['Discount', -discountMinor],
    ['Shipping', shippingMinor],
    [taxIncluded ? 'Tax, within the prices' : 'Tax', taxMinor],
  ]
  return (
    <dl className={classes['totals']}>
      {rows
        .filter(([label, minor]) => label === 'Items' || minor !== 0)
        .map(([label, minor]) => (
          <Sum key={label} {...{ label, minor, currency }} />
        ))}
      <Sum label="Total" minor={totals.grandTotalMinor} currency={currency} isGrand />
      {refundedMinor > 0 && <Sum label="Refunded" minor={-refundedMinor} currency={currency} />}
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
