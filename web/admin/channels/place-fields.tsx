import { Radio, Stack, TextInput } from '@mantine/core'
import { fromServer, t } from '#kit/i18n.ts'
import type { Platform } from './platform-choice.tsx'

type Form = { getInputProps: (name: 'uid' | 'baseUrl') => object }
type KindForm = { getInputProps: (name: 'settings.mode') => { value?: string | null } }
type OfPlatform<Of> = { form: Of; platform: Platform | undefined }

/** Which account of the platform a store is. */
export const AccountField = ({ form, platform }: OfPlatform<Form>) => (
  <TextInput
    label={t('Account')}
    description={platform && fromServer(platform.accountHelp)}
    required
    {...form.getInputProps('uid')}
  />
)

/** Where the platform has several kinds of accounts, which one it is; the usual one unless said. */
export function KindField({ form, platform }: OfPlatform<KindForm>) {
  const [usual] = platform?.modes ?? []
  if (!platform || !usual) return null
  const { value, ...input } = form.getInputProps('settings.mode')
  return (
    <Radio.Group label={t('Kind of account')} {...input} value={value ?? usual.name}>
      <Stack gap={8} mt={6}>
        {platform.modes.map(({ name, title }) => (
          <Radio key={name} value={name} label={fromServer(title)} />
        ))}
      </Stack>
    </Radio.Group>
  )
}

/** Where its platform is called. */
export const AddressField = ({ form }: { form: Form }) => (
  <TextInput
    label={t('Address')}
    description={t('Only when the platform is not at its usual place')}
    placeholder="https://"
    {...form.getInputProps('baseUrl')}
  />
)
