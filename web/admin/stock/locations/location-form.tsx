import { Button, Group, Modal, NumberInput, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { LocationView } from '#contract/stock'
import { send } from '#kit/api.ts'
import { homeCountry } from '#kit/countries.ts'
import { CountryField } from '#kit/country-field.tsx'
import { FormFault } from '#kit/form-fault.tsx'
import { t } from '#kit/i18n.ts'
import { FormStack } from '#kit/page.tsx'
import { useChange } from '#kit/use-change.ts'
import { LOCATIONS, type Location } from './queries.ts'

export function AddLocationButton() {
  const [opened, { open, close }] = useDisclosure(false)
  return (
    <>
      <Button onClick={open}>{t('Add a location')}</Button>
      <Modal opened={opened} onClose={close} title={t('Add a location')}>
        <LocationForm onDone={close} />
      </Modal>
    </>
  )
}

export function EditLocationButton({ location }: { location: Location }) {
  const { name } = location
  const [opened, { open, close }] = useDisclosure(false)
  return (
    <>
      <Button size="xs" variant="default" aria-label={t('Edit {{name}}', { name })} onClick={open}>
        {t('Edit')}
      </Button>
      <Modal opened={opened} onClose={close} title={name}>
        <LocationForm location={location} onDone={close} />
      </Modal>
    </>
  )
}

type LocationFormProps = { location?: Location; onDone: () => void }
type Fields = {
  code: string
  name: string
  priority: number | string
  country: string | null
  postcode: string
}

function LocationForm({ location, onDone }: LocationFormProps) {
  const form = useForm<Fields>({
    initialValues: {
      ...{ code: location?.code ?? '', name: location?.name ?? '' },
      priority: location?.priority ?? 100,
      ...{ country: location ? location.country : homeCountry() || null },
      postcode: location?.postcode ?? '',
    },
  })
  const save = useChange({
    run: (fields: Fields) => saveLocation(location, fields),
    refresh: LOCATIONS,
    done: t('Saved.'),
    faultInPlace: form,
  })
  const submit = form.onSubmit((fields) => save.mutate(fields, { onSuccess: onDone }))
  return (
    <FormStack wide onSubmit={submit}>
      <FormFault error={save.error} />
      <TextInput label={t('Name')} required data-autofocus {...form.getInputProps('name')} />
      {!location && (
        <TextInput
          label={t('Code')}
          description={t('Small letters, digits, - and _. Files and programs use it; it stays.')}
          required
          {...form.getInputProps('code')}
        />
      )}
      <NumberInput
        label={t('Taken from')}
        description={t('Lower is taken from first, when nothing else decides.')}
        min={0}
        max={10_000}
        allowDecimal={false}
        {...form.getInputProps('priority')}
      />
      <Group grow align="start">
        <TextInput label={t('Postcode')} {...form.getInputProps('postcode')} />
        <CountryField clearable {...form.getInputProps('country')} />
      </Group>
      <Button type="submit" loading={save.isPending}>
        {t('Save')}
      </Button>
    </FormStack>
  )
}

function saveLocation(location: Location | undefined, fields: Fields) {
  const { code, name, priority, country, postcode } = fields
  const body = {
    ...{ name, country, postcode: postcode.trim() || null },
    ...(priority !== '' && { priority: Number(priority) }),
  }
  if (!location) return send('POST', '/locations', { code, ...body }, LocationView)
  return send('PATCH', `/locations/${location.id}`, body, LocationView)
}
