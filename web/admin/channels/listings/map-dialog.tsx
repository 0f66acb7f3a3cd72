import { Button, Group, Modal, NumberInput, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { ListingView, type StoreView } from '#contract/channels'
import { send } from '#kit/api.ts'
import { FormFault } from '#kit/form-fault.tsx'
import { FormStack } from '#kit/page.tsx'
import { fieldFaults } from '#kit/problem.ts'
import { useChange } from '#kit/use-change.ts'
import { STORES, suggestionList } from '../queries.ts'

type MapProps = { store: StoreView; listing: ListingView }

export function MapButton({ store, listing }: MapProps) {
  const [opened, { open, close }] = useDisclosure(false)
  const name = listing.title || listing.externalSku || listing.externalId || ''
  return (
    <>
      <Button
        size="xs"
        variant={listing.sku === null ? 'filled' : 'default'}
        aria-label={listing.sku === null ? `Map ${name}` : `Change ${name}`}
        onClick={open}
      >
        {listing.sku === null ? 'Map' : 'Change'}
      </Button>
      {opened && (
        <Modal opened onClose={close} title={name} closeButtonProps={CLOSE}>
          <MapForm store={store} listing={listing} onDone={close} />
        </Modal>
      )}
    </>
  )
}

const CLOSE = { 'aria-label': 'Close' }

function MapForm({ store, listing, onDone }: MapProps & { onDone: () => void }) {
  const form = useForm({
    initialValues: {
      sku: listing.sku ?? '',
      ...{ buffer: listing.buffer ?? '', maxListed: listing.maxListed ?? '' },
    },
  })
  const save = useChange({
    run: (body: object) => {
      const headers = { 'if-match': `"${listing.version}"` }
      const path = `/stores/${store.id}/listings/${listing.id}`
      return send('PATCH', path, body, ListingView, { headers })
    },
    refresh: [...STORES, ['orders']],
    done: ({ sku }) =>
      sku ? `It is ${sku} from now on; orders that waited for it go on.` : 'The mapping is gone.',
    faultInPlace: true,
  })
  const submit = form.onSubmit(({ sku, buffer, maxListed }) =>
    save.mutate(
      {
        sku: sku.trim() || null,
        ...{ buffer: numberOf(buffer), maxListed: numberOf(maxListed) },
      },
      { onSuccess: onDone, onError: (error) => form.setErrors(fieldFaults(error)) },
    ),
  )
  return (
    <FormStack wide onSubmit={submit}>
      <FormFault error={save.error} />
      <Suggestions store={store} listing={listing} onChoose={(sku) => form.setValues({ sku })} />
      <TextInput
        label="Your SKU"
        description="Empty takes the mapping back"
        data-autofocus
        {...form.getInputProps('sku')}
      />
      <Group grow align="start">
        <NumberInput
          label="Pieces held back"
          placeholder={`${store.settings.buffer} as the store`}
          min={0}
          allowDecimal={false}
          {...form.getInputProps('buffer')}
        />
        <NumberInput
          label="At most shown"
          placeholder="No limit"
          min={0}
          allowDecimal={false}
          {...form.getInputProps('maxListed')}
        />
      </Group>
      <Button type="submit" loading={save.isPending}>
        Save
      </Button>
    </FormStack>
  )
}

const numberOf = (field: string | number): number | null => (field === '' ? null : Number(field))

const WHY = {
  same_sku: 'the same SKU',
  same_barcode: 'the same barcode',
  similar_sku: 'a similar SKU',
  similar_name: 'a similar name',
} as const

type SuggestionsProps = MapProps & { onChoose: (sku: string) => void }

function Suggestions({ store, listing, onChoose }: SuggestionsProps) {
  const found = useQuery(suggestionList(store.id, listing.id))
  if (listing.sku !== null || !found.data || found.data.suggestions.length === 0) return null
  return (
    <Stack gap={6}>
      <Text size="sm">It may be:</Text>
      {found.data.suggestions.map(({ sku, name, why }) => (
        <Button
          key={sku}
          variant="light"
          size="xs"
          justify="space-between"
          rightSection={WHY[why]}
          onClick={() => onChoose(sku)}
        >
          {sku} · {name}
        </Button>
      ))}
    </Stack>
  )
}
