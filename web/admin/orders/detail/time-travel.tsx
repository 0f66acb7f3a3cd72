import { Button, Slider } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { OrderView } from '#contract/orders'
import { t } from '#kit/i18n.ts'
import { Notice } from '#kit/notice.tsx'
import { usePlace } from '#kit/place.ts'
import { Sentence } from '#kit/sentence.tsx'
import { formatTime, Time } from '#kit/time.tsx'
import { timelineQuery } from '../queries.ts'
import { orderRoute } from '../routes.ts'
import { tell } from './event-words.ts'
import classes from './order.module.css'

/** Any moment of the past, rebuilt from the history: one stop for each, and now at the end. */
export function TimeTravel({ orderId }: { orderId: string }) {
  const { at } = orderRoute.useSearch()
  const navigate = orderRoute.useNavigate()
  const moments = useMoments(orderId)
  const now = moments.length
  const shown = moments.findIndex((moment) => moment.at === at)
  const stop = shown === -1 ? now : shown
  const [dragged, drag] = useState<number>()
  const words = (place: number) => moments[place]?.words ?? t('As it is now')
  const settle = (place: number) => {
    drag(undefined)
    void navigate({ search: { at: moments[place]?.at }, resetScroll: false, replace: true })
  }
  if (now < 2) return null
  return (
    <div className={classes['travel']}>
      <Slider
        thumbLabel={t('Show the order as it was')}
        thumbValueText={words}
        label={null}
        size="sm"
        min={0}
        max={now}
        marks={[...moments, 'now'].map((_, value) => ({ value }))}
        value={dragged ?? stop}
        onChange={drag}
        onChangeEnd={settle}
      />
      <small aria-hidden>{words(dragged ?? stop)}</small>
    </div>
  )
}

/** Oldest first; two things of the same moment are one stop. */
function useMoments(orderId: string) {
  const place = usePlace()
  const { data } = useQuery(timelineQuery(orderId))
  const moments = new Map<string, string[]>()
  for (const event of data?.events ?? []) {
    moments.set(event.at, [...(moments.get(event.at) ?? []), tell(event).what])
  }
  return [...moments].map(([at, what]) => ({
    at,
    words: `${formatTime(new Date(at), 'second', place)}: ${what.join(', ')}`,
  }))
}

export function PastNotice({ order }: { order: OrderView }) {
  const { at } = orderRoute.useSearch()
  const navigate = orderRoute.useNavigate()
  return (
    <Notice tone="warn">
      <span className={classes['past']}>
        <span>
          <Sentence
            says={
              'This is the order as it stood on <time/>. ' +
              'The notes and the timeline are of today.'
            }
            parts={{ time: <Time at={at ?? order.updatedAt} style="second" /> }}
          />
        </span>
        <Button size="xs" variant="default" onClick={() => void navigate({ search: {} })}>
          {t('Back to now')}
        </Button>
      </span>
    </Notice>
  )
}
