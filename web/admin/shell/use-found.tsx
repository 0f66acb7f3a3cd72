import { useDebouncedValue } from '@mantine/hooks'
import type { SpotlightActionGroupData } from '@mantine/spotlight'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { Contact, Package, ShoppingBag } from 'lucide-react'
import type { z } from 'zod'
import { ProductPage } from '#contract/catalog'
import { CustomerPage } from '#contract/customers'
import { OrderPage } from '#contract/orders/lists'
import { get } from '#kit/api.ts'
import { t } from '#kit/i18n.ts'
import { useMay } from '../session.ts'

const PAUSE_MS = 200
/** One letter finds everything, and helps nobody. */
const LETTERS_MIN = 2
const SHOWN = 5

/** Orders, products and customers of these words, for whoever may see them. */
export function useFound(typed: string): SpotlightActionGroupData[] {
  const [words] = useDebouncedValue(typed.trim(), PAUSE_MS)
  const router = useRouter()
  const mayOrders = useMay('orders.read')
  const mayProducts = useMay('catalog.read')
  const mayCustomers = useMay('customers.read')
  const isAsking = words.length >= LETTERS_MIN
  const orders = useQuery(question(words, isAsking && mayOrders, findOrders))
  const products = useQuery(question(words, isAsking && mayProducts, findProducts))
  const customers = useQuery(question(words, isAsking && mayCustomers, findCustomers))
  if (!isAsking) return []
  const go = (to: string) => () => void router.navigate({ to })
  return [
    {
      group: t('Orders'),
      actions: (orders.data?.orders ?? []).map(({ id, number, customer, store }) => ({
        ...{ id, label: `${number} ${customer.name}`, description: store.name, keywords: typed },
        ...{ leftSection: <ShoppingBag size={16} />, onClick: go(`/orders/${id}`) },
      })),
    },
    {
      group: t('Products'),
      actions: (products.data?.products ?? []).map(({ id, name, variants }) => ({
        ...{ id, label: name, description: variants[0]?.sku ?? '', keywords: typed },
        ...{ leftSection: <Package size={16} />, onClick: go(`/products/${id}`) },
      })),
    },
    {
      group: t('Customers'),
      actions: (customers.data?.customers ?? []).map(({ id, name, email }) => ({
        ...{ id, label: name || t('Nobody named'), description: email ?? '', keywords: typed },
        ...{ leftSection: <Contact size={16} />, onClick: go(`/customers/${id}`) },
      })),
    },
  ]
}

type Find<Page> = { kind: string; read: (words: string, signal: AbortSignal) => Promise<Page> }

const findOrders: Find<z.output<typeof OrderPage>> = {
  kind: 'orders',
  read: (words, signal) =>
    get('/orders', OrderPage, { query: { search: words, limit: SHOWN }, signal }),
}

const findProducts: Find<z.output<typeof ProductPage>> = {
  kind: 'products',
  read: (words, signal) =>
    get('/products', ProductPage, { query: { q: words, limit: SHOWN }, signal }),
}

const findCustomers: Find<z.output<typeof CustomerPage>> = {
  kind: 'customers',
  read: (words, signal) =>
    get('/customers', CustomerPage, { query: { q: words, limit: SHOWN }, signal }),
}

const question = <Page,>(words: string, enabled: boolean, { kind, read }: Find<Page>) => ({
  queryKey: ['palette', kind, words],
  queryFn: ({ signal }: { signal: AbortSignal }) => read(words, signal),
  enabled,
  placeholderData: keepPreviousData<Page>,
})
