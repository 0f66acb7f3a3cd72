import { Button, Modal, NumberInput, PasswordInput, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { StoreView } from '#contract/channels'
import { send } from '#kit/api.ts'
import { FormFault } from '#kit/form-fault.tsx'
import { fromServer, t } from '#kit/i18n.ts'
import { FormStack } from '#kit/page.tsx'
import { useChange } from '#kit/use-change.ts'
import type { Platform } from '../platform-choice.tsx'
import { platformList, STORES } from '../queries.ts'

export function CredentialForm({ store }: { store: StoreView }) {
  const [opened, { open, close }] = useDisclosure(false)
  const platforms = useQuery(platformList)
  const platform = platforms.data?.platforms.find((one) => one.platform === store.platform)
  if (!platform || platform.fields.length === 0) return null
  return (
    <>
      <Button variant="default" size="xs" onClick={open}>
        {t('Replace credentials…')}
      </Button>
      <Modal
        opened={opened}
        onClose={close}
        title={t('Credentials of {{name}}', { name: store.name })}
      >
        <Fields store={store} platform={platform} onDone={close} />
      </Modal>
    </>
  )
}
const OVERLAP_HOURS = 24

type FieldsProps = { store: StoreView; platform: Platform; onDone: () => void }

function Fields({ store, platform: { fields }, onDone }: FieldsProps) {
  const form = useForm({
    initialValues: {
      overlapHours: OVERLAP_HOURS,
      credentials: Object.fromEntries(fields.map(({ name }) => [name, ''])),
    },
  })
  const replace = useChange({
    run: (body: object) => send('POST', `/stores/${store.id}/credentials`, body, StoreView),
    refresh: STORES,
    done: t('Replaced.'),
    faultInPlace: form,
  })
  const submit = form.onSubmit(({ credentials, overlapHours }) => {
    const given = Object.fromEntries(Object.entries(credentials).filter(([, value]) => value))
    replace.mutate({ credentials: given, overlapHours }, { onSuccess: onDone })
  })
  return (
    <FormStack wide onSubmit={submit}>
      <Text size="sm">{t('What is left empty stays as it is.')}</Text>
      <FormFault error={replace.error} />
      {fields.map((field) => {
        const Input = field.isSecret ? PasswordInput : TextInput
        return (
          <Input
            key={field.name}
            label={fromServer(field.label)}
            description={field.help && fromServer(field.help)}
            autoComplete="off"
            {...form.getInputProps(`credentials.${field.name}`)}
          />
        )
      })}
      <NumberInput
        label={t('Hours for which the old ones stay valid')}
        description={t('Messages are under way that are signed with them; 0 when they were stolen')}
        min={0}
        max={720}
        {...form.getInputProps('overlapHours')}
      />
      <Button type="submit" loading={replace.isPending}>
        {t('Replace')}
      </Button>
    </FormStack>
  )
}
