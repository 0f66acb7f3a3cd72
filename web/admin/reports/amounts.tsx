import { VisuallyHidden } from '@mantine/core'
import { numberFormat } from '#kit/formats.ts'
import { t } from '#kit/i18n.ts'
import { formatMoney, formatShortMoney } from '#kit/money.tsx'
import { usePlace } from '#kit/place.ts'
import classes from './reports.module.css'

type Kind = 'money' | 'count'

/** How amounts are written here: in full, and in a few characters. */
export function useWriting(kind: Kind, currency: string) {
  const { language } = usePlace()
  const count = numberFormat(language, {})
  const short = numberFormat(language, { notation: 'compact' })
  if (kind === 'count') {
    return {
      full: (value: number) => count.format(value),
      short: (value: number) => short.format(value),
    }
  }
  return {
    full: (minor: number) => formatMoney(minor, currency, language),
    short: (minor: number) => formatShortMoney(minor, currency, language),
  }
}

type ChangeProps = {
  now: number | null
  before: number | null | undefined
  /** The amount before, written, and what it is of. */
  words: string
  isLoss?: boolean | undefined
}

/** By how much it grew or fell: by arrow and colour. */
export function Change({ now, before, words, isLoss = false }: ChangeProps) {
  const { language } = usePlace()
  if (now === null || before === null || before === undefined) return null
  if (before === 0) return <span className={classes['change']}>{words}</span>
  const share = (now - before) / Math.abs(before)
  const tone = Math.abs(share) < 0.0005 ? 'same' : share > 0 === !isLoss ? 'good' : 'bad'
  const percent = numberFormat(language, {
    ...{ style: 'percent', maximumFractionDigits: 1 },
  }).format(Math.abs(share))
  return (
    <span className={classes['change']}>
      <span data-tone={tone}>
        {share > 0 ? <Arrow sign="▲" words={t('more by')} /> : null}
        {share < 0 ? <Arrow sign="▼" words={t('less by')} /> : null}
        {percent}
      </span>{' '}
      {words}
    </span>
  )
}

/** The shape for eyes, the words for ears. */
const Arrow = ({ sign, words }: { sign: string; words: string }) => (
  <>
    <span aria-hidden>{sign} </span>
    <VisuallyHidden>{words} </VisuallyHidden>
  </>
)
