import { ActionIcon, Button, Modal, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { Pencil } from 'lucide-react'
import { useState } from 'react'
import type { OrderView } from '#contract/orders'
import { countryCode } from '#kit/countries.ts'
import { CountryField } from '#kit/country-field.tsx'
import { t } from '#kit/i18n.ts'
import { FormStack } from '#kit/page.tsx'
import { useAddress } from './changes.ts'
import { StepFault } from './step-fault.tsx'

const FIELDS = [
  ['name', t('Name')],
  ['company', t('Company')],
  ['line1', t('Street and number')],
  ['line2', t('More of the address')],
  ['city', t('City')],
  ['region', t('State or region')],
  ['postcode', t('Postcode')],
  ['country', t('Country')],
  ['phone', t('Phone')],
] as const

type Shown = Record<(typeof FIELDS)[number][0], string>

/** Only until the order has left. What is changed here stays, whatever the store says later. */
export function EditAddress({ order }: { order: OrderView }) {
  const [opened, { open, close }] = useDisclosure(false)
  return (
    <>
      <ActionIcon variant="subtle" aria-label={t('Edit the address')} onClick={open}>
        <Pencil size={15} />
      </ActionIcon>
      {opened && (
        <Modal opened onClose={close} title={t('Ships to')}>
          <AddressForm order={order} onDone={close} />
        </Modal>
      )}
    </>
  )
}

function AddressForm({ order, onDone }: { order: OrderView; onDone: () => void }) {
  // The page may learn of a newer version while this is open: what was typed is about this one.
  const [read, setRead] = useState(order)
  const form = useForm({ initialValues: { shippingAddress: shownOf(read) } })
  const save = useAddress(read, form)
  const submit = form.onSubmit(({ shippingAddress }) =>
    save.mutate(said(shippingAddress), { onSuccess: onDone }),
  )
  const lookAgain = () => {
    setRead(order)
    save.reset()
  }
  return (
    <FormStack wide onSubmit={submit}>
      <StepFault error={save.error} order={read} onReload={lookAgain} />
      {FIELDS.map(([name, label], index) => {
        const field = form.getInputProps(`shippingAddress.${name}`)
        if (name === 'country') {
          return <CountryField key={name} required {...field} />
        }
        return (
          <TextInput
            key={name}
            label={label}
            required={name === 'line1' || name === 'city'}
            maxLength={300}
            data-autofocus={index === 0 || undefined}
            {...field}
          />
        )
      })}
      <Button type="submit" disabled={!form.isDirty()} loading={save.isPending}>
        {t('Save')}
      </Button>
    </FormStack>
  )
}

function shownOf({ shippingAddress }: OrderView): Shown {
  const parts = shippingAddress ?? {}
  const text = (name: string) => (typeof parts[name] === 'string' ? parts[name] : '')
  const shown = Object.fromEntries(FIELDS.map(([name]) => [name, text(name)])) as Shown
  return { ...shown, country: countryCode(shown.country) }
}

/** What stays empty is not said. */
const said = (address: Shown): Partial<Shown> =>
  Object.fromEntries(
    Object.entries(address)
      .map(([name, text]) => [name, text.trim()])
      .filter(([, text]) => text !== ''),
  )
