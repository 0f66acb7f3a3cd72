import { Button, Select, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useState } from 'react'
import { ProductView } from '#contract/catalog'
import { asRead, send } from '#kit/api.ts'
import { isStale } from '#kit/conflict.tsx'
import { DialogButton } from '#kit/dialog-button.tsx'
import { FormFault } from '#kit/form-fault.tsx'
import { t } from '#kit/i18n.ts'
import { FormStack } from '#kit/page.tsx'
import { useChange } from '#kit/use-change.ts'
import { type Editable, ProductConflict } from './product-conflict.tsx'
import { PRODUCTS } from './queries.ts'

export const ProductEdit = ({ product }: { product: ProductView }) => (
  <DialogButton words={t('Edit')} title={product.name} dialogSize="lg" variant="default">
    {(close) => <EditForm product={product} onDone={close} />}
  </DialogButton>
)

const STATES = [
  { value: 'draft', label: t('Draft: nobody sees it') },
  { value: 'published', label: t('Published: it can be bought') },
  { value: 'archived', label: t('Archived: kept, and not sold any more') },
]

function EditForm({ product, onDone }: { product: ProductView; onDone: () => void }) {
  // The page may learn of a newer one while this form is open: what was typed is about this one.
  const [read, setRead] = useState(product)
  const form = useForm<Editable>({ initialValues: editableOf(read) })
  const save = useChange({
    run: ({ values, since }: { values: Editable; since: ProductView }) =>
      send('PATCH', `/products/${product.id}`, values, ProductView, asRead(since)),
    refresh: PRODUCTS,
    done: t('Saved.'),
    faultInPlace: form,
  })
  const keep = (values: Editable, since: ProductView) =>
    save.mutate({ values, since }, { onSuccess: onDone })
  const isConflict = isStale(save.error)
  const take = (theirs: ProductView) => {
    setRead(theirs)
    form.setInitialValues(editableOf(theirs))
    form.reset()
    save.reset()
  }
  return (
    <FormStack wide onSubmit={form.onSubmit((values) => keep(values, read))}>
      {isConflict ? (
        <ProductConflict
          {...{ read, mine: form.values, onTheirs: take }}
          onMine={(theirs) => keep(mergedOf(form.values, read, theirs), theirs)}
        />
      ) : (
        <FormFault error={save.error} />
      )}
      <Fields form={form} />
      <Button type="submit" disabled={!form.isDirty() || isConflict} loading={save.isPending}>
        {t('Save')}
      </Button>
    </FormStack>
  )
}

const Fields = ({ form }: { form: ReturnType<typeof useForm<Editable>> }) => (
  <>
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
  </>
)

const editableOf = ({ name, description, state }: Editable): Editable => ({
  ...{ name, description, state },
})

/** What is theirs stays where this form has changed nothing. */
const mergedOf = (mine: Editable, read: Editable, theirs: Editable): Editable => ({
  name: mine.name === read.name ? theirs.name : mine.name,
  description: mine.description === read.description ? theirs.description : mine.description,
  state: mine.state === read.state ? theirs.state : mine.state,
})
