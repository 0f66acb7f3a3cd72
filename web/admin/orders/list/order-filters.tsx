import { Button, NativeSelect, TextInput } from '@mantine/core'
import { X } from 'lucide-react'
import { ordersRoute } from '../routes.ts'
import { isNarrowed, type OrdersSearch } from '../search.ts'
import { HOLDS, named, PAYMENTS } from '../words.ts'
import { OrderSearch } from './order-search.tsx'
import classes from './orders.module.css'

export function OrderFilters() {
  const search = ordersRoute.useSearch()
  const navigate = ordersRoute.useNavigate()
  const change = (part: Partial<OrdersSearch>) =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace: true })
  const { status: _tab, ...others } = search
  return (
    <div className={classes['filters']} role="search" aria-label="Find orders">
      <OrderSearch value={search.q} onChange={(q) => change({ q })} />
      <Choice
        label="Payment"
        value={search.payment}
        options={PAYMENT_OPTIONS}
        onChange={(payment) => change({ payment })}
      />
      <Choice
        label="Hold"
        value={search.hold}
        options={HOLD_OPTIONS}
        onChange={(hold) => change({ hold })}
      />
      {search.store && (
        <Button
          variant="light"
          rightSection={<X size={13} />}
          aria-label="Only one store. Show all stores"
          onClick={() => change({ store: undefined })}
        >
          One store
        </Button>
      )}
      <Day label="From" value={search.from} onChange={(from) => change({ from })} />
      <Day label="Until" value={search.until} onChange={(until) => change({ until })} />
      {isNarrowed(others) && (
        <Button
          variant="subtle"
          leftSection={<X size={14} />}
          onClick={() =>
            void navigate({ search: ({ status, sort }) => ({ status, sort }), replace: true })
          }
        >
          Clear
        </Button>
      )}
    </div>
  )
}

type FilterProps<Value extends string> = {
  label: string
  value: Value | undefined
  onChange: (value: Value | undefined) => void
}

type ChoiceProps<Value extends string> = FilterProps<Value> & {
  options: readonly { value: Value; label: string }[]
}

const Choice = <Value extends string>({ label, value, options, onChange }: ChoiceProps<Value>) => (
  <NativeSelect
    label={label}
    className={classes['choice']}
    data={[ANY, ...options]}
    value={value ?? ''}
    onChange={(event) =>
      onChange(options.find(({ value: option }) => option === event.currentTarget.value)?.value)
    }
  />
)

const ANY = { value: '', label: 'Any' }

const PAYMENT_OPTIONS = named(PAYMENTS).map((value) => ({ value, label: PAYMENTS[value] }))
const HOLD_OPTIONS = [
  { value: 'any' as const, label: 'On hold' },
  ...named(HOLDS).map((value) => ({ value, label: HOLDS[value] })),
]

const Day = ({ label, value, onChange }: FilterProps<string>) => (
  <TextInput
    type="date"
    label={label}
    className={classes['choice']}
    value={value ?? ''}
    onChange={(event) => onChange(event.currentTarget.value || undefined)}
  />
)
