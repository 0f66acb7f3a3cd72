import { UnstyledButton } from '@mantine/core'
import { ChevronDown, ChevronUp } from 'lucide-react'
import { ordersRoute } from '../routes.ts'
import type { OrdersSearch } from '../search.ts'
import classes from './orders.module.css'

type Sort = NonNullable<OrdersSearch['sort']>
type Ways = { down: Sort; up: Sort }

/** What the list is sorted by when nobody has said anything. */
const STANDARD: Sort = 'newest'

/** The first click brings the greatest or newest on top, the next one turns it around. */
export function SortHead({ title, down, up }: Ways & { title: string }) {
  const { sort = STANDARD } = ordersRoute.useSearch()
  const navigate = ordersRoute.useNavigate()
  const next = sort === down ? up : down
  const Arrow = sort === up ? ChevronUp : ChevronDown
  return (
    <UnstyledButton
      className={classes['sort']}
      data-sorted={sort === down || sort === up || undefined}
      onClick={() =>
        void navigate({
          search: (before) => ({ ...before, sort: next === STANDARD ? undefined : next }),
          replace: true,
        })
      }
    >
      {title}
      <Arrow size={13} aria-hidden />
    </UnstyledButton>
  )
}

export function sortedBy(sort: Sort = STANDARD, { down, up }: Ways) {
  if (sort === down) return 'descending'
  return sort === up ? 'ascending' : undefined
}
