import { useQuery } from '@tanstack/react-query'
import type { OversoldList } from '#contract/orders/lists'
import { number, t } from '#kit/i18n.ts'
import { AppLink } from '#kit/link.tsx'
import { Table, type Columns } from '#kit/table.tsx'
import { oversoldQuery } from '../orders/queries.ts'
import { useMay } from '../session.ts'
import { MoveStockButton } from '../stock/move-stock.tsx'
import { SkuLink } from '../stock/sku-link.tsx'
import type { Amount } from './amounts.ts'
import { Matter } from './matter.tsx'

type Oversold = OversoldList['oversold'][number]
type OversoldAmount = Amount & { skus: Oversold[] }

export function useOversold(): OversoldAmount {
  const { data, isLoading, error } = useQuery({
    ...oversoldQuery,
    enabled: useMay('orders.read'),
  })
  const skus = data?.oversold ?? []
  return { skus, isLoading, error, count: skus.length, words: number(skus.length) }
}

export function OversoldSkus({ oversold }: { oversold: OversoldAmount }) {
  const mayMove = useMay('stock.move')
  return (
    <Matter
      title={t('Sold beyond the stock')}
      amount={oversold}
      next={t(
        'where stores have sold more than there is. What you receive fills the oldest order first.',
      )}
    >
      <Table
        label={t('Sold beyond the stock')}
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
    cell: ({ sku }) => <SkuLink sku={sku} />,
  },
  { title: t('Pieces missing'), align: 'right', cell: ({ short }) => number(short) },
  {
    title: t('Orders waiting'),
    align: 'right',
    cell: ({ sku, orders }) => (
      <AppLink to="/orders" search={{ hold: 'stock_short', q: sku }} inherit>
        {number(orders)}
      </AppLink>
    ),
  },
]

const RECEIVE: Columns<Oversold>[number] = {
  title: t('Actions'),
  actions: true,
  cell: ({ sku }) => <MoveStockButton sku={sku} location="main" />,
}
