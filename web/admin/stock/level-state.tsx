import type { z } from 'zod'
import type { LevelPage, LevelView } from '#contract/stock'
import { number, t } from '#kit/i18n.ts'
import { StatusBadge } from '#kit/status-badge.tsx'
import classes from './stock.module.css'

export type Level = z.output<typeof LevelView>

/** As it stands in the list. */
export type NamedLevel = z.output<typeof LevelPage>['stock'][number]

export function LevelState({ level: { available, isLow, backorderLimit } }: { level: Level }) {
  if (available === 0) return <StatusBadge tone="bad">{t('Sold out')}</StatusBadge>
  if (isLow) return <StatusBadge tone="warn">{t('Low')}</StatusBadge>
  // Only once what lies on the shelf is sold.
  if (available <= backorderLimit) return <StatusBadge tone="busy">{t('Back-order')}</StatusBadge>
  return <StatusBadge tone="good">{t('Enough')}</StatusBadge>
}

type CanBeSoldProps = { available: number; beyond: number }

/** What may still be sold, and how much of that is beyond what is there. */
export function CanBeSold({ available, beyond }: CanBeSoldProps) {
  const toCome = Math.min(available, beyond)
  if (toCome === 0) return number(available)
  return (
    <span>
      {number(available)}
      <small className={classes['toCome']}>
        {t('{{pieces}} of them to come', { pieces: number(toCome) })}
      </small>
    </span>
  )
}
