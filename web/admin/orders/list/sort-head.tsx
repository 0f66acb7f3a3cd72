import { UnstyledButton } from '@mantine/core'
import { ChevronDown, ChevronUp } from 'lucide-react'
import { STANDARD_SORT } from '../question.ts'
import { ordersRoute } from '../routes.ts'
import type { OrdersSearch } from '../search.ts'
import classes from './orders.module.css'

type Sort = NonNullable<OrdersSearch['sort']>
type Ways = { down: Sort; up: Sort }

/** The first click brings the greatest or newest on top, the next one turns it around. */
export function SortHead({ title, down, up }: Ways & { title: string }) {
  const { sort = STANDARD_SORT } = ordersRoute.useSearch()
  const navigate = ordersRoute.useNavigate()
  const next = sort === down ? up : down
  const Arrow = sort === up ? ChevronUp : ChevronDown
  return (
    <UnstyledButton
      className={classes['sort']}
      data-sorted={sort === down || sort === up || undefined}
      onClick={() =>
        void navigate({
          search: (before) => ({ ...before, sort: next === STANDARD_SORT ? undefined : next }),
          replace: true,
        })
      }
    >
      {title}
      <Arrow size={13} aria-hidden />
    </UnstyledButton>
  )
}

export function sortedBy(
  sort: Sort = STANDARD_SORT,
  { down, up }: Ways,
): 'ascending' | 'descending' | undefined {
  if (sort === down) return 'descending'
  return sort === up ? 'ascending' : undefined
}
