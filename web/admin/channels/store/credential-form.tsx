import { Button, Modal, NumberInput, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { StoreView } from '#contract/channels'
import { send } from '#kit/api.ts'
import { FormFault } from '#kit/form-fault.tsx'
import { t } from '#kit/i18n.ts'
import { FormStack } from '#kit/page.tsx'
import { useChange } from '#kit/use-change.ts'
import { CredentialFields, emptyCredentials, fieldsOf, filledIn } from '../credential-fields.tsx'
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

function Fields({ store, platform, onDone }: FieldsProps) {
  const fields = fieldsOf(platform, store.settings.mode)
  const form = useForm({
    initialValues: {
      overlapHours: OVERLAP_HOURS,
      credentials: emptyCredentials(fields),
    },
  })
  const replace = useChange({
    run: (body: object) => send('POST', `/stores/${store.id}/credentials`, body, StoreView),
    refresh: STORES,
    done: t('Replaced.'),
    faultInPlace: form,
  })
  const submit = form.onSubmit(({ credentials, overlapHours }) => {
    const given = filledIn(fields, credentials)
    replace.mutate({ credentials: given, overlapHours }, { onSuccess: onDone })
  })
  return (
    <FormStack wide onSubmit={submit}>
      <Text size="sm">{t('What is left empty stays as it is.')}</Text>
      <FormFault error={replace.error} />
      <CredentialFields fields={fields} form={form} />
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
