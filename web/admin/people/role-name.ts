import { t } from '#kit/i18n.ts'

/** Those that come with Penstock have a name in each language. */
const PRESETS: Readonly<Record<string, string>> = {
  owner: t('owner'),
  manager: t('manager'),
  operator: t('operator'),
  packer: t('packer'),
  finance: t('finance'),
  viewer: t('viewer'),
  customer: t('customer'),
}

/** Others are called as they were made. */
export const roleName = ({ name }: { name: string }): string => PRESETS[name] ?? name
