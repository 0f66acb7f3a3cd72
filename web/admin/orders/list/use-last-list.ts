import { useSessionStorage } from '@mantine/hooks'
import { OrdersSearch } from '../search.ts'

/** The list from which this window has come to an order, so that one can go on through it. */
export function useLastList() {
  const [search, setSearch] = useSessionStorage<OrdersSearch>({
    key: 'penstock-last-orders',
    defaultValue: {},
    getInitialValueInEffect: false,
    deserialize: (text) => OrdersSearch.parse(JSON.parse(text ?? '{}')),
  })
  return { search, setSearch }
}
