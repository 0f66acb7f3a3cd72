import { Button, Menu } from '@mantine/core'
import { ListFilter, X } from 'lucide-react'
import { useState } from 'react'
import { t } from '#kit/i18n.ts'
import { useMe } from '../../session.ts'
import { ordersRoute } from '../routes.ts'
import { narrowing, type OrdersSearch } from '../search.ts'
import { FilterChip } from './filters/filter-chip.tsx'
import { cleared, type Filter, isSet } from './filters/filter.ts'
import { FILTERS } from './filters/filters.ts'
import { OrderSearch } from './order-search.tsx'
import classes from './orders.module.css'

export function OrderFilters() {
  const search = ordersRoute.useSearch()
  const navigate = ordersRoute.useNavigate()
  const [open, setOpen] = useState<Filter>()
  const change = (part: Partial<OrdersSearch>) =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace: true })
  const shown = FILTERS.filter((filter) => isSet(filter, search) || filter === open)
  return (
    <div className={classes['filters']} role="search" aria-label={t('Find orders')}>
      <OrderSearch value={search.q} onChange={(q) => change({ q })} />
      {shown.map((filter) => (
        <FilterChip
          key={filter.label}
          {...{ filter, search }}
          opened={filter === open}
          onToggle={(opened) => setOpen(opened ? filter : undefined)}
          onChange={change}
          onRemove={() => change(cleared(filter))}
        />
      ))}
      <AddFilter search={search} onAdd={setOpen} />
      {shown.length > 0 && (
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<X size={13} aria-hidden />}
          onClick={() => change(nothingOf(search))}
        >
          {t('Clear')}
        </Button>
      )}
    </div>
  )
}

const nothingOf = (search: OrdersSearch): Partial<OrdersSearch> =>
  Object.fromEntries(Object.keys(narrowing(search)).map((name) => [name, undefined]))

type AddFilterProps = { search: OrdersSearch; onAdd: (filter: Filter) => void }

function AddFilter({ search, onAdd }: AddFilterProps) {
  const { permissions } = useMe()
  const offered = FILTERS.filter(
    (filter) =>
      filter.Editor &&
      !isSet(filter, search) &&
      (filter.permission === undefined || permissions.includes(filter.permission)),
  )
  return (
    <Menu position="bottom-start" returnFocus={false}>
      <Menu.Target>
        <Button
          variant="default"
          size="compact-sm"
          h={30}
          leftSection={<ListFilter size={14} aria-hidden />}
        >
          {t('Filter')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {offered.map((filter) => (
          <Menu.Item key={filter.label} onClick={() => onAdd(filter)}>
            {filter.label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
