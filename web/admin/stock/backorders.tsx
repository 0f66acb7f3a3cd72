import { Button, NumberInput, Select, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery } from '@tanstack/react-query'
import { send } from '#kit/api.ts'
import { dayAt } from '#kit/days.ts'
import { DialogButton } from '#kit/dialog-button.tsx'
import { FormFault } from '#kit/form-fault.tsx'
import { plural, t } from '#kit/i18n.ts'
import { Loaded } from '#kit/loaded.tsx'
import { FormStack } from '#kit/page.tsx'
import { useChange } from '#kit/use-change.ts'
import { useMay } from '../session.ts'
import { type SkuStock, skuStock, STOCK } from './queries.ts'
import { usePlaces } from './use-places.ts'

/** How many pieces of a SKU may be sold that are not there yet, and when they will be. */
export function BackordersButton({ sku }: { sku: string }) {
  const mayAdjust = useMay('stock.adjust')
  if (!mayAdjust) return null
  const title = t('Back-orders of {{sku}}', { sku })
  return (
    <DialogButton
      words={t('Back-orders')}
      aria-label={title}
      title={title}
      size="xs"
      px="xs"
      variant="subtle"
    >
      {(close) => <Backorders sku={sku} onDone={close} />}
    </DialogButton>
  )
}

function Backorders({ sku, onDone }: { sku: string; onDone: () => void }) {
  const stock = useQuery(skuStock(sku))
  return <Loaded query={stock}>{(data) => <BackorderForm stock={data} onDone={onDone} />}</Loaded>
}

function BackorderForm({ stock, onDone }: { stock: SkuStock; onDone: () => void }) {
  const { sku, backorder } = stock
  const places = usePlaces()
  const form = useForm<{ limit: number | ''; promisedFor: string; location: string | null }>({
    initialValues: {
      ...{ limit: backorder?.limit ?? 0, promisedFor: backorder?.promisedFor ?? '' },
      location: backorder?.location ?? stock.locations[0]?.location ?? 'main',
    },
    validate: { promisedFor: (day) => faultOf(day, backorder?.promisedFor) },
  })
  const save = useChange({
    run: (body: object) => send('PUT', `/stock/${encodeURIComponent(sku)}/backorder`, body),
    refresh: STOCK,
    done: t('Saved. Every channel is told the new number.'),
    faultInPlace: form,
  })
  const submit = form.onSubmit(({ limit, promisedFor, location }) => {
    const body = { limit, promisedFor: promisedFor || null, ...(location && { location }) }
    save.mutate(body, { onSuccess: onDone })
  })
  return (
    <FormStack wide onSubmit={submit}>
      <Text size="sm">
        {t(
          'What lies on a shelf is sold first. Who buys beyond it is served in the order of buying.',
        )}
      </Text>
      {backorder !== null && backorder.waiting > 0 && (
        <Text size="sm">
          {plural(
            backorder.waiting,
            'One piece is sold already and has not arrived.',
            '{{count}} pieces are sold already and have not arrived.',
          )}
        </Text>
      )}
      <FormFault error={save.error} />
      <NumberInput
        label={t('Pieces that may be sold before they are there')}
        description={t('Over all locations; 0 for none.')}
        required
        // The dialog opens before the field is there, and does not look for it again.
        autoFocus
        data-autofocus
        min={0}
        allowDecimal={false}
        {...form.getInputProps('limit')}
      />
      <TextInput
        type="date"
        label={t('They will be there by')}
        description={t('An order that waits for them has to leave by the end of this day.')}
        {...form.getInputProps('promisedFor')}
      />
      {places.length > 1 && (
        <Select
          label={t('Where they will arrive')}
          required
          allowDeselect={false}
          data={places}
          {...form.getInputProps('location')}
        />
      )}
      <Button type="submit" loading={save.isPending}>
        {t('Save')}
      </Button>
    </FormStack>
  )
}

/** What was promised before stays, whether it came true or not. */
function faultOf(day: string, before: string | null | undefined): string | null {
  const isNew = day !== '' && day !== before
  return isNew && day < dayAt(new Date()) ? t('This day is over already.') : null
}
