import { Stack } from '@mantine/core'
import { Facts } from '#kit/facts.tsx'
import { fromServer, number, plural, t } from '#kit/i18n.ts'
import { Notice } from '#kit/notice.tsx'
import classes from '../../channels.module.css'
import type { Report } from './report.ts'

/** How many there are, before and after; what there is none of is not mentioned. */
export const Counts = ({ of }: { of: Report }) => (
  <Facts
    of={[
      [t('New products'), some(of.products)],
      [t('New SKUs'), some(of.created)],
      [t('SKUs that you have already'), some(of.mapped)],
      [t('Pieces counted'), some(of.openingPieces)],
      [t('Left out'), some(of.leftOut)],
    ]}
  />
)

const some = (count: number): string | null => (count === 0 ? null : number(count))

/** What buyers would notice, and what stays open. */
export function Warnings({ of, counts }: { of: Report; counts: boolean }) {
  const targets = of.results.filter(({ outcome }) => outcome !== 'left_out')
  const emptied = targets.filter(({ shows, willShow }) => willShow === 0 && (shows ?? 0) > 0).length
  const unknown = targets.filter((one) => one.outcome === 'created' && one.openingStock === null)
  return (
    <Stack gap="xs">
      {emptied > 0 && (
        <Notice tone="warn">
          {plural(
            emptied,
            '{{count}} of them is for sale there now and will show as sold out: you have none. Count it first.',
            '{{count}} of them are for sale there now and will show as sold out: you have none. Count them first.',
          )}
        </Notice>
      )}
      {counts && unknown.length > 0 && (
        <Notice tone="quiet">
          {plural(
            unknown.length,
            'The store does not say how many it has of {{count}} of them. It keeps its number until you count.',
            'The store does not say how many it has of {{count}} of them. It keeps its numbers until you count.',
          )}
        </Notice>
      )}
      {!counts && (
        <Notice tone="quiet">
          {t('Nothing is counted: the store keeps its own numbers until you count.')}
        </Notice>
      )}
    </Stack>
  )
}

/** Each reason once, with the first few listings that it is true of. */
export function LeftOut({ of: { results }, examples }: { of: Report; examples: number }) {
  const left = results.flatMap(({ reason, ...one }) => (reason ? [{ ...one, reason }] : []))
  const taken = results.filter(({ barcodeTaken }) => barcodeTaken)
  if (left.length + taken.length === 0) return null
  return (
    <ul className={classes['results']} aria-label={t('Left out')}>
      {[...Map.groupBy(left, ({ reason }) => reason.code)].map(([code, all]) => (
        <li key={code}>
          {t('{{count}} left out: {{message}}', {
            ...{ count: all.length, message: fromServer(all[0]!.reason.detail) },
          })}{' '}
          <Examples of={all} max={examples} />
        </li>
      ))}
      {taken.length > 0 && (
        <li>
          {plural(
            taken.length,
            '{{count}} without its barcode, which another SKU has.',
            '{{count}} without their barcodes, which other SKUs have.',
          )}{' '}
          <Examples of={taken} max={examples} />
        </li>
      )}
    </ul>
  )
}

type Named = { title: string; externalSku: string | null }

const Examples = ({ of, max }: { of: Named[]; max: number }) => (
  <small>
    {of
      .slice(0, max)
      .map(({ title, externalSku }) => title || externalSku)
      .join(', ')}
    {of.length > max && ', …'}
  </small>
)
