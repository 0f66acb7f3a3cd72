import { Button, Group, NumberInput, Select } from '@mantine/core'
import { useForm } from '@mantine/form'
import { send } from '#kit/api.ts'
import { DialogButton } from '#kit/dialog-button.tsx'
import { FormFault } from '#kit/form-fault.tsx'
import { t } from '#kit/i18n.ts'
import { FormStack } from '#kit/page.tsx'
import { useChange } from '#kit/use-change.ts'
import { SkuField } from '../products/sku-field.tsx'
import { STOCK } from './queries.ts'
import { usePlaces } from './use-places.ts'

export function TransferButton() {
  const places = usePlaces()
  if (places.length < 2) return null
  return (
    <DialogButton words={t('Transfer')} title={t('Move pieces to another place')} variant="default">
      {(close) => <TransferForm onDone={close} />}
    </DialogButton>
  )
}

/** One place is always chosen. */
const LASTING = { required: true, allowDeselect: false }

function TransferForm({ onDone }: { onDone: () => void }) {
  const places = usePlaces()
  const [first, second] = places.map(({ value }) => value)
  const form = useForm({
    initialValues: { sku: '', quantity: '', from: first ?? '', to: second ?? '' },
  })
  const transfer = useChange({
    run: (body: object) => send('POST', '/stock/transfers', body),
    refresh: STOCK,
    done: t('Moved.'),
    faultInPlace: form,
  })
  const submit = form.onSubmit((values) => transfer.mutate(values, { onSuccess: onDone }))
  return (
    <FormStack wide onSubmit={submit}>
      <FormFault error={transfer.error} />
      <SkuField
        label="SKU"
        description={t('Or words of its product.')}
        required
        data-autofocus
        {...form.getInputProps('sku')}
      />
      <NumberInput
        label={t('Pieces')}
        required
        min={1}
        allowDecimal={false}
        {...form.getInputProps('quantity')}
      />
      <Group grow align="start">
        <Select
          {...{ label: t('From', { context: 'place' }), data: places, ...LASTING }}
          {...form.getInputProps('from')}
        />
        <Select {...{ label: t('To'), data: places, ...LASTING }} {...form.getInputProps('to')} />
      </Group>
      <Button type="submit" loading={transfer.isPending}>
        {t('Move them')}
      </Button>
    </FormStack>
  )
}
