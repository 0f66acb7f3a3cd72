import { useQueries } from '@tanstack/react-query'
import { atLeast, t } from '#kit/i18n.ts'
import { AppLink } from '#kit/link.tsx'
import { Table, type Columns } from '#kit/table.tsx'
import { named } from '#kit/named.ts'
import { ordersCounted } from '../orders/queries.ts'
import { HOLD_NEXT, HOLDS, type Hold } from '../orders/words.ts'
import { useMay } from '../session.ts'
import type { Amount } from './amounts.ts'
import { Matter } from './matter.tsx'

type Reason = { hold: Hold; count: number; words: string }
type HoldsAmount = Amount & { reasons: Reason[] }

const NAMES = named(HOLDS)

export function useHolds(): HoldsAmount {
  const enabled = useMay('orders.read')
  return useQueries({
    queries: NAMES.map((hold) => ({ ...ordersCounted({ hold }), enabled })),
    combine: (answers) => {
      const reasons = answers.flatMap(({ data }, index): Reason[] => {
        const count = data?.total ?? 0
        const words = atLeast(count, data?.totalIsExact !== false)
        return count > 0 ? [{ hold: NAMES[index]!, count, words }] : []
      })
      const count = reasons.reduce((sum, reason) => sum + reason.count, 0)
      return {
        ...{ reasons, count, words: '' },
        isLoading: answers.some(({ isLoading }) => isLoading),
        error: answers.find(({ error }) => error)?.error,
      }
    },
  })
}

export const Holds = ({ holds }: { holds: HoldsAmount }) => (
  <Matter title={t('Orders on hold')} amount={holds} next={t('Grouped by what keeps them.')}>
    <Table
      label={t('Orders on hold')}
      columns={columns}
      rows={holds.reasons}
      keyOf={({ hold }) => hold}
      empty={null}
    />
  </Matter>
)

const columns: Columns<Reason> = [
  {
    title: t('Reason'),
    leads: true,
    cell: ({ hold }) => (
      <AppLink to="/orders" search={{ hold }} inherit>
        {HOLDS[hold]}
      </AppLink>
    ),
  },
  { title: t('Next step'), cell: ({ hold }) => HOLD_NEXT[hold] },
  { title: t('Orders'), aside: true, align: 'right', cell: ({ words }) => words },
]
