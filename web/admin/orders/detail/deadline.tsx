import type { OrderView } from '#contract/orders'
import { Sentence } from '#kit/sentence.tsx'
import { StatusBadge } from '#kit/status-badge.tsx'
import { Time, useNow } from '#kit/time.tsx'

/** By when it must have left the house, as long as something of it is still here. */
export function Deadline({ order }: { order: OrderView }) {
  const { shipBy, lifecycle, fulfilment, sentByStore, test } = order
  const now = useNow()
  if (shipBy === null || sentByStore || test || lifecycle === 'cancelled' || !OPEN.has(fulfilment))
    return null
  const isLate = new Date(shipBy) < now
  return (
    <StatusBadge tone={isLate ? 'bad' : 'quiet'}>
      {isLate ? (
        <Sentence says="Late since <time/>" parts={{ time: <Time at={shipBy} /> }} />
      ) : (
        <Sentence says="To be sent by <time/>" parts={{ time: <Time at={shipBy} /> }} />
      )}
    </StatusBadge>
  )
}

const OPEN: ReadonlySet<string> = new Set(['none', 'partly_shipped'])
