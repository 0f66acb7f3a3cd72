import { t } from '#kit/i18n.ts'
import { Money } from '#kit/money.tsx'
import type { Columns } from '#kit/table.tsx'
import { Change } from './amounts.tsx'

/** An amount of each row in the row's own currency; a dash where there is none. */
export const money = <Row extends { currency: string }>(
  title: string,
  of: (row: Row) => number | null,
  minor?: 'minor',
): Columns<Row>[number] => ({
  ...{ title, align: 'right', minor: minor === 'minor' },
  cell: (row) => {
    const amount = of(row)
    return amount === null ? '–' : <Money minor={amount} currency={row.currency} />
  },
})

/** By how much an amount has changed since the days before, where there was any. */
export const growth = <Figures,>(
  of: (figures: Figures) => number,
): Columns<Figures & { before: Figures | undefined }>[number] => ({
  ...{ title: t('Change', { context: 'figure' }), align: 'right' },
  cell: (row) => (
    <Change
      now={of(row)}
      before={row.before === undefined ? 0 : of(row.before)}
      words={row.before ? '' : t('new')}
    />
  ),
})
