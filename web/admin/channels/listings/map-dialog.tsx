import { Button, Group, Modal, NumberInput, Stack, Text, UnstyledButton } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery } from '@tanstack/react-query'
import { Suspense, useState } from 'react'
import { ListingView, type StoreView } from '#contract/channels'
import { asRead, send } from '#kit/api.ts'
import { FormFault } from '#kit/form-fault.tsx'
import { t } from '#kit/i18n.ts'
import { FormStack } from '#kit/page.tsx'
import { useChange } from '#kit/use-change.ts'
import { SkuField } from '../../products/sku-field.tsx'
import classes from '../channels.module.css'
import { STORES, suggestionList } from '../queries.ts'
import { CreateDialog } from './create/lazy.ts'

type MapProps = { store: StoreView; listing: ListingView }

export function MapButton({ store, listing }: MapProps) {
  const [open, setOpen] = useState<'map' | 'create'>()
  const close = () => setOpen(undefined)
  const name = listing.title || listing.externalSku || listing.externalId || ''
  return (
    <>
      <Button
        size="xs"
        variant={listing.sku === null ? 'light' : 'default'}
        aria-label={
          listing.sku === null ? t('Map {{name}}', { name }) : t('Change {{name}}', { name })
        }
        onClick={() => setOpen('map')}
      >
        {listing.sku === null ? t('Map') : t('Change')}
      </Button>
      {open === 'map' && (
        <Modal opened onClose={close} title={name}>
          <MapForm store={store} listing={listing} onDone={close} />
          {listing.sku === null && (
            <Button variant="subtle" fullWidth mt="xs" onClick={() => setOpen('create')}>
              {t('Create a new product from it')}
            </Button>
          )}
        </Modal>
      )}
      {open === 'create' && (
        <Suspense>
          <CreateDialog store={store} listing={listing} onClose={close} />
        </Suspense>
      )}
    </>
  )
}

function MapForm({ store, listing, onDone }: MapProps & { onDone: () => void }) {
  const form = useForm({
    initialValues: {
      sku: listing.sku ?? '',
      ...{ buffer: listing.buffer ?? '', maxListed: listing.maxListed ?? '' },
    },
  })
  const save = useChange({
    run: (body: object) => {
      const path = `/stores/${store.id}/listings/${listing.id}`
      return send('PATCH', path, body, ListingView, asRead(listing))
    },
    refresh: [...STORES, ['orders']],
    done: ({ sku }) =>
      sku
        ? t('It is {{sku}} from now on; orders that waited for it go on.', { sku })
        : t('The mapping is gone.'),
    faultInPlace: form,
  })
  const submit = form.onSubmit(({ sku, buffer, maxListed }) =>
    save.mutate(
      {
        sku: sku.trim() || null,
        ...{ buffer: numberOf(buffer), maxListed: numberOf(maxListed) },
      },
      { onSuccess: onDone },
    ),
  )
  return (
    <FormStack wide onSubmit={submit}>
      <FormFault error={save.error} />
      <Suggestions store={store} listing={listing} onChoose={(sku) => form.setValues({ sku })} />
      <SkuField
        label={t('Your SKU')}
        description={t('The SKU, or words of its product. Empty takes the mapping back')}
        data-autofocus
        {...form.getInputProps('sku')}
      />
      <Group grow align="start">
        <NumberInput
          label={t('Pieces held back')}
          placeholder={t('{{buffer}} as the store', { buffer: store.settings.buffer })}
          min={0}
          allowDecimal={false}
          {...form.getInputProps('buffer')}
        />
        <NumberInput
          label={t('At most shown')}
          placeholder={t('No limit')}
          min={0}
          allowDecimal={false}
          {...form.getInputProps('maxListed')}
        />
      </Group>
      <Button type="submit" loading={save.isPending}>
        {t('Save')}
      </Button>
    </FormStack>
  )
}

const numberOf = (field: string | number): number | null => (field === '' ? null : Number(field))

const WHY = {
  same_sku: t('the same SKU'),
  same_barcode: t('the same barcode'),
  similar_sku: t('a similar SKU'),
  similar_name: t('a similar name'),
} as const

type SuggestionsProps = MapProps & { onChoose: (sku: string) => void }

function Suggestions({ store, listing, onChoose }: SuggestionsProps) {
  const found = useQuery(suggestionList(store.id, listing.id))
  if (listing.sku !== null || !found.data || found.data.suggestions.length === 0) return null
  return (
    <Stack gap={6}>
      <Text size="sm">{t('It may be:')}</Text>
      {found.data.suggestions.map(({ sku, name, why }) => (
        <UnstyledButton key={sku} className={classes['choice']} onClick={() => onChoose(sku)}>
          <span>
            <strong>{`${sku} · ${name}`}</strong>
            <span>{WHY[why]}</span>
          </span>
        </UnstyledButton>
      ))}
    </Stack>
  )
}
