import { TextInput } from '@mantine/core'
import { t } from '#kit/i18n.ts'

type Form = { getInputProps: (name: 'uid' | 'baseUrl') => object }

/** Which account of the platform a store is. */
export const AccountField = ({ form }: { form: Form }) => (
  <TextInput
    label={t('Account')}
    description={t('As the platform names it: shop domain, site address, store hash or seller id')}
    required
    {...form.getInputProps('uid')}
  />
)

/** Where its platform is called. */
export const AddressField = ({ form }: { form: Form }) => (
  <TextInput
    label={t('Address')}
    description={t('Only when the platform is not at its usual place')}
    placeholder="https://"
    {...form.getInputProps('baseUrl')}
  />
)
