import { Button, Modal, Select, Text } from '@mantine/core'
import { useDebouncedValue, useDisclosure } from '@mantine/hooks'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type CustomerDetail, ErasedView, MergedView } from '#contract/customers'
import { send } from '#kit/api.ts'
import { Confirm } from '#kit/confirm.tsx'
import { t } from '#kit/i18n.ts'
import { FormStack } from '#kit/page.tsx'
import { useChange } from '#kit/use-change.ts'
import { useMay } from '../session.ts'
import { customerList, customerOrders, CUSTOMERS } from './queries.ts'

/** Whoever gave no name is known by what they gave instead. */
export const called = ({ name, email, phone }: Called): string =>
  name || email || phone || t('Nobody named')

type Called = Pick<CustomerDetail, 'name' | 'email' | 'phone'>
type CustomerProps = { customer: CustomerDetail }

const SAYS = t(
  'Name, e-mail, phone and addresses go for ever, also from their orders. Amounts and stock ' +
    'stay as they are. This cannot be taken back.',
)

const alsoErased = ({ merges }: CustomerDetail): string[] =>
  merges.length === 0
    ? []
    : [
        t('So do those who were merged into this customer: {{names}}.', {
          names: merges.map(({ from }) => called(from)).join(', '),
        }),
      ]

/** Orders that could not be sent any more: their address is erased with the customer. */
const stillOpen = (orders: { number: string; status: string }[]): string[] => {
  const numbers = orders.filter(({ status }) => UNSENT.has(status)).map(({ number }) => number)
  if (numbers.length === 0) return []
  return [
    t('Not sent yet, and without an address then: {{orders}}. Send or cancel them first.', {
      orders: numbers.join(', '),
    }),
  ]
}

const UNSENT: ReadonlySet<string> = new Set(['PLACED', 'CONFIRMED'])

export function EraseButton({ customer }: CustomerProps) {
  const mayErase = useMay('customers.erase')
  const orders = useInfiniteQuery(customerOrders(customer.id))
  const bought = orders.data?.pages.flatMap((page) => page.orders) ?? []
  const erase = useChange({
    run: () => send('POST', `/customers/${customer.id}/erasure`, {}, ErasedView),
    refresh: [...CUSTOMERS, ['orders']],
    done: t('Erased. What they bought stays in the books, without a name.'),
  })
  if (!mayErase) return null
  return (
    <Confirm
      label={t('Erase…')}
      button={{ size: 'sm' }}
      title={t('Erase {{name}}?', { name: called(customer) })}
      says={[SAYS, ...alsoErased(customer), ...stillOpen(bought)].join(' ')}
      verb={t('Erase for ever')}
      onConfirm={() => erase.mutateAsync()}
      busy={erase.isPending}
    />
  )
}

export function UnmergeButton({
  customer,
  mergeId,
  name,
}: CustomerProps & { mergeId: string; name: string }) {
  const mayMerge = useMay('customers.merge')
  const unmerge = useChange({
    run: () => send('DELETE', `/customers/${customer.id}/merges/${mergeId}`),
    refresh: CUSTOMERS,
    done: t('{{name}} is a customer of their own again.', { name }),
  })
  if (!mayMerge) return null
  return (
    <Button
      size="compact-xs"
      variant="subtle"
      loading={unmerge.isPending}
      onClick={() => unmerge.mutate()}
    >
      {t('Take it apart')}
    </Button>
  )
}

export function MergeButton({ customer }: CustomerProps) {
  const mayMerge = useMay('customers.merge')
  const [opened, { open, close }] = useDisclosure(false)
  if (!mayMerge) return null
  return (
    <>
      <Button variant="default" onClick={open}>
        {t('Merge…')}
      </Button>
      {opened && (
        <Modal
          opened
          onClose={close}
          title={t('Who is {{name}} as well?', { name: called(customer) })}
        >
          <MergeForm customer={customer} onDone={close} />
        </Modal>
      )}
    </>
  )
}

const PAUSE_MS = 250

function MergeForm({ customer, onDone }: CustomerProps & { onDone: () => void }) {
  const [typed, setTyped] = useState('')
  const [from, setFrom] = useState<string | null>(null)
  const [asked] = useDebouncedValue(typed.trim(), PAUSE_MS)
  const found = useInfiniteQuery({ ...customerList(asked || undefined), enabled: asked !== '' })
  const others = (found.data?.pages ?? [])
    .flatMap((page) => page.customers)
    .filter(({ id, mergedInto }) => id !== customer.id && mergedInto === null)
  const merge = useChange({
    run: () => send('POST', `/customers/${customer.id}/merges`, { from }, MergedView),
    refresh: [...CUSTOMERS, ['orders']],
    done: t('They are one customer now; it can be taken apart again.'),
  })
  return (
    <FormStack
      wide
      onSubmit={(event) => {
        event.preventDefault()
        merge.mutate(undefined, { onSuccess: onDone })
      }}
    >
      <Text size="sm">
        {t('All their orders stand under {{name}} then. It can be taken apart again.', {
          name: called(customer),
        })}
      </Text>
      <Select
        label={t('The same person')}
        placeholder={t('Name, e-mail or phone')}
        searchable
        data-autofocus
        searchValue={typed}
        onSearchChange={setTyped}
        value={from}
        onChange={setFrom}
        filter={({ options }) => options}
        nothingFoundMessage={asked === '' ? t('Type something') : t('Nobody')}
        data={others.map(({ id, name, email, phone }) => ({
          value: id,
          label: [name, email, phone].filter(Boolean).join(' · '),
        }))}
      />
      <Button type="submit" disabled={from === null} loading={merge.isPending}>
        {t('Merge them')}
      </Button>
    </FormStack>
  )
}
