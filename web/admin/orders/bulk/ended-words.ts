import type { BulkView } from '#contract/orders/bulk'
import { plural, t } from '#kit/i18n.ts'

type Ended = Pick<BulkView, 'done' | 'failed' | 'skipped' | 'total'>

/** What became of all of them; nothing is said of what did not happen. */
export function endedWords({ done, failed, skipped, total }: Ended): string {
  if (done === total) return plural(total, 'One order is done.', 'All {{count}} orders are done.')
  const parts = [
    done > 0 && t('{{count}} done', { count: done }),
    failed > 0 && t('{{count}} left out', { count: failed }),
    skipped > 0 && t('{{count}} with nothing to do', { count: skipped }),
  ]
  return t('Of {{total}}: {{parts}}.', { total, parts: parts.filter(Boolean).join(', ') })
}
