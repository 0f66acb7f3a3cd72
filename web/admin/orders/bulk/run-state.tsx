import { Progress } from '@mantine/core'
import type { BulkView } from '#contract/orders/bulk'
import { t } from '#kit/i18n.ts'
import { StatusBadge, type Tone } from '#kit/status-badge.tsx'
import classes from './bulk.module.css'
import { isUnderWay, seenOf } from './queries.ts'

/** Where a run stands; as long as it goes on, with how far it is. */
export function RunState({ run }: { run: BulkView }) {
  const { tone, words } = standingOf(run)
  return (
    <span className={classes['state']}>
      <StatusBadge tone={tone}>{words}</StatusBadge>
      {isUnderWay(run) && (
        <Progress
          size="sm"
          w={96}
          value={run.total === 0 ? 0 : (100 * seenOf(run)) / run.total}
          aria-label={t('How far it is')}
        />
      )}
    </span>
  )
}

function standingOf({ state, done, failed }: BulkView): { tone: Tone; words: string } {
  switch (state) {
    case 'gathering':
      return { tone: 'busy', words: t('Finding the orders') }
    case 'running':
      return { tone: 'busy', words: t('Under way') }
    case 'stopped':
      return { tone: 'warn', words: t('Stopped') }
    case 'done':
      if (failed === 0) return { tone: 'good', words: t('Done') }
      return done > 0
        ? { tone: 'warn', words: t('Done in part') }
        : { tone: 'bad', words: t('Nothing done') }
  }
}
