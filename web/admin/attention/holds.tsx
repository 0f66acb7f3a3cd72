import { useQueries } from '@tanstack/react-query'
import { AppLink } from '#kit/link.tsx'
import { Table, type Columns } from '#kit/table.tsx'
import { ordersHeld } from '../orders/queries.ts'
import { HOLDS, type Hold, named } from '../orders/words.ts'
import { useMay } from '../session.ts'
import { type Amount, Matter } from './matter.tsx'

type Reason = { hold: Hold; count: number; words: string }
type HoldsAmount = Amount & { reasons: Reason[] }

const NAMES = named(HOLDS)

export function useHolds(): HoldsAmount {
  const enabled = useMay('orders.read')
  return useQueries({
    queries: NAMES.map((hold) => ({ ...ordersHeld(hold), enabled })),
    combine: (answers) => {
      const reasons = answers.flatMap(({ data }, index): Reason[] => {
        const count = data?.total ?? 0
        const words = `${count.toLocaleString()}${data?.totalIsExact === false ? '+' : ''}`
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

const NEXT: Record<Hold, string> = {
  manual: 'Read the note of whoever held it, then release or cancel it.',
  unpaid: 'Goes on by itself when the money comes. Remind the customer, or cancel it.',
  risk: 'Look at the buyer and the address, then release or cancel it.',
  bad_address: 'Ask the customer for the address, then release it.',
  unmapped_sku: 'Say which SKU it is, and it goes on by itself.',
  stock_short: 'Receive stock, and it is filled by itself, oldest first.',
}

export const Holds = ({ holds }: { holds: HoldsAmount }) => (
  <Matter title="Orders on hold" amount={holds} next="Grouped by what keeps them.">
    <Table
      label="Orders on hold"
      columns={columns}
      rows={holds.reasons}
      keyOf={({ hold }) => hold}
      empty={null}
    />
  </Matter>
)

const columns: Columns<Reason> = [
  {
    title: 'Reason',
    leads: true,
    cell: ({ hold }) => (
      <AppLink to="/orders" search={{ hold }} inherit>
        {HOLDS[hold]}
      </AppLink>
    ),
  },
  { title: 'Next step', cell: ({ hold }) => NEXT[hold] },
  { title: 'Orders', aside: true, align: 'right', cell: ({ words }) => words },
]
