import { Button, Group, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { StoreView } from '#contract/channels'
import { send } from '#kit/api.ts'
import { FormFault } from '#kit/form-fault.tsx'
import { fromServer, t } from '#kit/i18n.ts'
import { FormStack } from '#kit/page.tsx'
import { useChange } from '#kit/use-change.ts'
import { CredentialFields, emptyCredentials, fieldsOf, filledIn } from './credential-fields.tsx'
import { AccountField, AddressField, KindField } from './place-fields.tsx'
import type { Platform } from './platform-choice.tsx'
import { STORES } from './queries.ts'

type ConnectFormProps = {
  platform: Platform
  onBack: () => void
  onConnected: (store: StoreView) => void
}

export function ConnectForm({ platform, onBack, onConnected }: ConnectFormProps) {
  const form = useForm({
    initialValues: {
      ...{ name: '', uid: '', baseUrl: '', settings: { mode: null as string | null } },
      credentials: emptyCredentials(platform.fields),
    },
  })
  const fields = fieldsOf(platform, form.values.settings.mode)
  const connect = useChange({
    run: (body: object) => send('POST', '/stores', body, StoreView),
    refresh: STORES,
    faultInPlace: form,
  })
  const submit = form.onSubmit(({ credentials, baseUrl, ...store }) => {
    const body = {
      platform: platform.platform,
      ...store,
      credentials: filledIn(fields, credentials),
    }
    connect.mutate(baseUrl ? { ...body, baseUrl } : body, { onSuccess: onConnected })
  })
  return (
    <FormStack wide onSubmit={submit}>
      <Text size="sm" c="dimmed">
        {fromServer(platform.needs)}
      </Text>
      <FormFault error={connect.error} />
      <TextInput
        label={t('Name')}
        description={t('What you call this store')}
        required
        // What was chosen is gone with the list, and the dialog looks for a field only once.
        autoFocus
        data-autofocus
        {...form.getInputProps('name')}
      />
      <AccountField {...{ form, platform }} />
      <KindField {...{ form, platform }} />
      <CredentialFields fields={fields} form={form} />
      {platform.canBeAsked && <AddressField form={form} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onBack}>
          {t('Back')}
        </Button>
        <Button type="submit" loading={connect.isPending}>
          {t('Connect')}
        </Button>
      </Group>
    </FormStack>
  )
}
