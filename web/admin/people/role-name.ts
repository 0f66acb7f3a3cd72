import { t } from '#kit/i18n.ts'

/** Those that come with Penstock have a name in each language. */
const PRESETS: Readonly<Record<string, string>> = {
  owner: t('Owner'),
  manager: t('Manager'),
  operator: t('Operator'),
  packer: t('Packer'),
  finance: t('Finance'),
  viewer: t('Viewer'),
  customer: t('Customer'),
}

/** Others are called as they were made. */
export const roleName = ({ name }: { name: string }): string => PRESETS[name] ?? name

/** Whom one invites: those of the shop first, then the org's own; customers come by themselves. */
export const staffRoles = <Role extends { name: string }>(roles: readonly Role[]): Role[] => {
  const order = Object.keys(PRESETS)
  const place = ({ name }: Role) => (order.includes(name) ? order.indexOf(name) : order.length)
  return roles
    .filter(({ name }) => name !== 'customer')
    .toSorted((a, b) => place(a) - place(b) || (a.name < b.name ? -1 : 1))
}
