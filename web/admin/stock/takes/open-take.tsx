import { Button, Select, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useNavigate } from '@tanstack/react-router'
import { TakeView } from '#contract/stock/takes'
import { send } from '#kit/api.ts'
import { DialogButton } from '#kit/dialog-button.tsx'
import { t } from '#kit/i18n.ts'
import { FormStack } from '#kit/page.tsx'
import { useChange } from '#kit/use-change.ts'
import { usePlaces } from '../use-places.ts'
import { OpenFault } from './open-fault.tsx'
import { TAKES } from './queries.ts'

export const OpenTakeButton = () => (
  <DialogButton words={t('Begin a stock take')} title={t('Begin a stock take')}>
    {() => <OpenForm />}
  </DialogButton>
)

function OpenForm() {
  const navigate = useNavigate()
  const places = usePlaces()
  const form = useForm({ initialValues: { location: 'main', note: '' } })
  const begin = useChange({
    run: (body: object) => send('POST', '/stock/takes', body, TakeView),
    refresh: TAKES,
    faultInPlace: true,
  })
  const submit = form.onSubmit(({ location, note }) =>
    begin.mutate(
      { location, ...(note && { note }) },
      {
        onSuccess: ({ id }) =>
          void navigate({ to: '/stock/takes/$takeId', params: { takeId: id } }),
      },
    ),
  )
  return (
    <FormStack wide onSubmit={submit}>
      <OpenFault error={begin.error} />
      <Select
        label={t('Location')}
        allowDeselect={false}
        data={places}
        data-autofocus
        {...form.getInputProps('location')}
      />
      <TextInput label={t('Note')} maxLength={500} {...form.getInputProps('note')} />
      <Button type="submit" loading={begin.isPending}>
        {t('Begin')}
      </Button>
    </FormStack>
  )
}
