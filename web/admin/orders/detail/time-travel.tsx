import { Button, NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { OrderView } from '#contract/orders'
import { Notice } from '#kit/notice.tsx'
import { usePlace } from '#kit/place.ts'
import { formatTime, Time } from '#kit/time.tsx'
import { timelineQuery } from '../queries.ts'
import { orderRoute } from '../routes.ts'
import { tell } from './event-words.ts'
import classes from './order.module.css'

/** Any moment of the past, rebuilt from the history. */
export function TimeTravel({ orderId }: { orderId: string }) {
  const { at } = orderRoute.useSearch()
  const navigate = orderRoute.useNavigate()
  const place = usePlace()
  const { data } = useQuery(timelineQuery(orderId))
  const moments = (data?.events ?? []).toReversed().map((event) => ({
    value: event.at,
    label: `${formatTime(new Date(event.at), 'second', place)}: ${tell(event).what}`,
  }))
  // Two things of the same moment are seen together.
  const choices = [...new Map(moments.map((moment) => [moment.value, moment])).values()]
  return (
    <NativeSelect
      aria-label="Show the order as it was"
      className={classes['travel']}
      data={[{ value: '', label: 'As it is now' }, ...choices]}
      value={at ?? ''}
      onChange={(event) =>
        void navigate({
          search: { at: event.currentTarget.value || undefined },
          resetScroll: false,
        })
      }
    />
  )
}

export function PastNotice({ order }: { order: OrderView }) {
  const { at } = orderRoute.useSearch()
  const navigate = orderRoute.useNavigate()
  return (
    <Notice tone="warn">
      <span className={classes['past']}>
        <span>
          This is the order as it stood on <Time at={at ?? order.updatedAt} style="second" />. The
          notes and the timeline are of today.
        </span>
        <Button size="xs" variant="default" onClick={() => void navigate({ search: {} })}>
          Back to now
        </Button>
      </span>
    </Notice>
  )
}
