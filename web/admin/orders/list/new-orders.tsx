import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { ArrowUp } from 'lucide-react'
import { useState } from 'react'
import { plural } from '#kit/i18n.ts'
import { useEvents } from '../../live/use-live.ts'
import classes from './orders.module.css'

/** New orders wait above the list until somebody wants them: rows under the pointer never jump. */
export function NewOrders() {
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
  const count = placed.size
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
