import { Tooltip } from '@mantine/core'
import type { ListingView } from '#contract/channels'
import { StatusBadge, type Tone } from '#kit/status-badge.tsx'

const STATES: Record<ListingView['push']['state'], [Tone, string]> = {
  none: ['quiet', 'Not told'],
  waiting: ['busy', 'Waiting'],
  submitted: ['busy', 'Sent'],
  accepted: ['busy', 'Accepted'],
  visible: ['good', 'Shown'],
  refused: ['bad', 'Refused'],
}

/** How far the last number has come on its way to the buyers there. */
export function PushState({ listing: { sku, state, push } }: { listing: ListingView }) {
  if (sku === null) return <StatusBadge tone="warn">Needs a SKU</StatusBadge>
  if (state === 'paused') return <StatusBadge tone="quiet">Paused</StatusBadge>
  const [tone, words] = STATES[push.state]
  const badge = <StatusBadge tone={tone}>{words}</StatusBadge>
  if (!push.problem) return badge
  return (
    <Tooltip label={push.problem} multiline w={280}>
      <span tabIndex={0}>{badge}</span>
    </Tooltip>
  )
}
