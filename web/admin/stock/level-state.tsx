import type { z } from 'zod'
import type { LevelPage, LevelView } from '#contract/stock'
import { t } from '#kit/i18n.ts'
import { StatusBadge } from '#kit/status-badge.tsx'

export type Level = z.output<typeof LevelView>

/** As it stands in the list. */
export type NamedLevel = z.output<typeof LevelPage>['stock'][number]

export function LevelState({ level: { available, isLow, backorderLimit } }: { level: Level }) {
  if (available === 0) return <StatusBadge tone="bad">{t('Sold out')}</StatusBadge>
  if (isLow) return <StatusBadge tone="warn">{t('Low')}</StatusBadge>
  if (backorderLimit > 0) return <StatusBadge tone="busy">{t('Back-order')}</StatusBadge>
  return <StatusBadge tone="good">{t('Enough')}</StatusBadge>
}
