import { plural, t } from '#kit/i18n.ts'
import { StatusBadge } from '#kit/status-badge.tsx'
import type { Integrity } from './queries.ts'

/** One sentence about the books, small enough for any page. */
export function BooksBadge({ integrity }: { integrity: Integrity }) {
  switch (integrity.state) {
    case 'balanced':
      return <StatusBadge tone="good">{t('Books balance')}</StatusBadge>
    case 'broken':
      return <StatusBadge tone="bad">{findingWords(findingsOf(integrity))}</StatusBadge>
    case 'unknown':
      return <StatusBadge tone="quiet">{t('Books not checked yet')}</StatusBadge>
  }
}

export const findingWords = (count: number): string =>
  plural(count, '{{count}} finding', '{{count}} findings')

/** The latest look may have been at everything: then it is one and the same. */
function findingsOf({ latest, latestOfAll }: Integrity): number {
  const isSame = latest?.id === latestOfAll?.id
  return (latest?.findings ?? 0) + (isSame ? 0 : (latestOfAll?.findings ?? 0))
}
