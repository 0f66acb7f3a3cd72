import { Tooltip } from '@mantine/core'
import type { ListingView } from '#contract/channels'
import { t } from '#kit/i18n.ts'
import { StatusBadge, type Tone } from '#kit/status-badge.tsx'

const STATES: Record<ListingView['push']['state'], [Tone, string]> = {
  none: ['quiet', t('Not told')],
  waiting: ['busy', t('Waiting')],
  submitted: ['busy', t('Sent')],
  accepted: ['busy', t('Accepted')],
  visible: ['good', t('Shown')],
  refused: ['bad', t('Refused')],
}

/** How far the last number has come on its way to the buyers there. */
export function PushState({ listing: { sku, state, push } }: { listing: ListingView }) {
  if (sku === null) return <StatusBadge tone="warn">{t('Needs a SKU')}</StatusBadge>
  if (state === 'paused') return <StatusBadge tone="quiet">{t('Paused')}</StatusBadge>
  const [tone, words] = STATES[push.state]
  const badge = <StatusBadge tone={tone}>{words}</StatusBadge>
  if (!push.problem) return badge
  return (
    <Tooltip label={push.problem} multiline w={280}>
      <span tabIndex={0}>{badge}</span>
    </Tooltip>
  )
}
