import { Button, Modal, Select, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { ProductView } from '#contract/catalog'
import { asRead, send } from '#kit/api.ts'
import { FormFault } from '#kit/form-fault.tsx'
import { t } from '#kit/i18n.ts'
import { FormStack } from '#kit/page.tsx'
import { useChange } from '#kit/use-change.ts'
import { PRODUCTS } from './queries.ts'

export function ProductEdit({ product }: { product: ProductView }) {
  const [opened, { open, close }] = useDisclosure(false)
  return (
    <>
      <Button size="xs" variant="default" onClick={open}>
        {t('Edit')}
      </Button>
      {opened && (
        <Modal opened onClose={close} title={product.name} size="lg">
          <EditForm product={product} onDone={close} />
        </Modal>
      )}
    </>
  )
}
const STATES = [
  { value: 'draft', label: t('Draft: nobody sees it') },
  { value: 'published', label: t('Published: it can be bought') },
  { value: 'archived', label: t('Archived: kept, and not sold any more') },
]

function EditForm({ product, onDone }: { product: ProductView; onDone: () => void }) {
  const { name, description, state } = product
  const form = useForm({ initialValues: { name, description, state } })
  const save = useChange({
    run: (body: typeof form.values) =>
      send('PATCH', `/products/${product.id}`, body, ProductView, asRead(product)),
    refresh: PRODUCTS,
    done: t('Saved.'),
    faultInPlace: form,
  })
  const submit = form.onSubmit((values) => save.mutate(values, { onSuccess: onDone }))
  return (
    <FormStack wide onSubmit={submit}>
      <FormFault error={save.error} />
      <TextInput label={t('Name')} required data-autofocus {...form.getInputProps('name')} />
      <Textarea
        label={t('Description')}
        autosize
        minRows={4}
        {...form.getInputProps('description')}
      />
      <Select
        label={t('State')}
        data={STATES}
        allowDeselect={false}
        {...form.getInputProps('state')}
      />
      <Button type="submit" disabled={!form.isDirty()} loading={save.isPending}>
        {t('Save')}
      </Button>
    </FormStack>
  )
}
