import { useQuery } from '@tanstack/react-query'
import type { OversoldList } from '#contract/orders/lists'
import { AppLink } from '#kit/link.tsx'
import { Table, type Columns } from '#kit/table.tsx'
import { oversoldQuery } from '../orders/queries.ts'
import { useMay } from '../session.ts'
import { MoveStockButton } from '../stock/move-stock.tsx'
import { type Amount, Matter } from './matter.tsx'

type Oversold = OversoldList['oversold'][number]
type OversoldAmount = Amount & { skus: Oversold[] }

export function useOversold(): OversoldAmount {
  const { data, isLoading, error } = useQuery({
    ...oversoldQuery,
    enabled: useMay('orders.read'),
  })
  const skus = data?.oversold ?? []
  return { skus, isLoading, error, count: skus.length, words: skus.length.toLocaleString() }
}

export function OversoldSkus({ oversold }: { oversold: OversoldAmount }) {
  const mayMove = useMay('stock.move')
  return (
    <Matter
      title="Sold beyond the stock"
      amount={oversold}
      next="where stores have sold more than there is. What you receive fills the oldest order first."
    >
      <Table
        label="Sold beyond the stock"
        columns={mayMove ? [...columns, RECEIVE] : columns}
        rows={oversold.skus}
        keyOf={({ sku }) => sku}
        empty={null}
      />
    </Matter>
  )
}

const columns: Columns<Oversold> = [
  {
    title: 'SKU',
    leads: true,
    cell: ({ sku }) => (
      <AppLink to="/stock" search={{ q: sku }} inherit>
        {sku}
      </AppLink>
    ),
  },
  { title: 'Pieces missing', align: 'right', cell: ({ short }) => short.toLocaleString() },
  {
    title: 'Orders waiting',
    align: 'right',
    cell: ({ sku, orders }) => (
      <AppLink to="/orders" search={{ hold: 'stock_short', q: sku }} inherit>
        {orders.toLocaleString()}
      </AppLink>
    ),
  },
]

const RECEIVE: Columns<Oversold>[number] = {
  title: 'Actions',
  actions: true,
  cell: ({ sku }) => <MoveStockButton sku={sku} location="main" />,
}
