import { Button } from '@mantine/core'
import { useThrottledValue } from '@mantine/hooks'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { ArrowUp } from 'lucide-react'
import { useState } from 'react'
import { plural } from '#kit/i18n.ts'
import { useEvents } from '../../live/use-live.ts'
import { ordersArrived } from '../queries.ts'
import { asked } from '../question.ts'
import { ordersRoute } from '../routes.ts'
import { isNarrowed, type OrdersSearch } from '../search.ts'
import classes from './orders.module.css'

/** New orders wait above the list until somebody wants them: rows under the pointer never jump. */
export function NewOrders() {
  const search = ordersRoute.useSearch()
  // Another question is asked anew, and whatever had come until then is among its answers.
  return <Waiting key={JSON.stringify(asked(search))} search={search} />
}

function Waiting({ search }: { search: OrdersSearch }) {
  const queryClient = useQueryClient()
  const [placed, setPlaced] = useState<ReadonlySet<string>>(new Set())
  useEvents('orders', (events) => {
    const ids = events
      .filter(({ event }) => event === 'order.placed')
      .map(({ subject }) => subject.id)
    if (ids.length > 0) setPlaced((before) => new Set([...before, ...ids]))
  })
  const show = async () => {
    setPlaced(new Set())
    await queryClient.invalidateQueries({ queryKey: ['orders', 'list'] })
  }
  const count = useMatching(search, placed)
  return (
    <div className={classes['new']} role="status">
      {count > 0 && (
        <Button
          size="compact-sm"
          radius="xl"
          leftSection={<ArrowUp size={14} aria-hidden />}
          onClick={() => void show()}
        >
          {plural(count, '{{count}} new order', '{{count}} new orders')}
        </Button>
      )}
    </div>
  )
}

/** However many come, the server is asked so often at most. */
const ASKED_EVERY_MS = 1_000

/** How many of them the list would show: of a list that is not narrowed, all. */
function useMatching(search: OrdersSearch, placed: ReadonlySet<string>): number {
  const isAsking = isNarrowed(search)
  const ids = useThrottledValue(placed, ASKED_EVERY_MS)
  const { data = 0 } = useQuery({
    ...ordersArrived(search, ids),
    enabled: isAsking && ids.size > 0,
  })
  if (!isAsking) return placed.size
  return placed.size === 0 ? 0 : data
}
