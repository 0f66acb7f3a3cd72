import { Menu } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { ChevronsUpDown } from 'lucide-react'
import { send } from '#kit/api.ts'
import { t } from '#kit/i18n.ts'
import { useMe } from '../session.ts'
import classes from './top-bar.module.css'

/** A single brand never sees that there could be others. */
export function OrgSwitcher() {
  const { org, orgs } = useMe()
  // Everything on the page belongs to the org that is left, so the page begins anew.
  const change = useMutation({
    mutationFn: (orgId: string) => send('POST', '/auth/org', { orgId }),
    onSuccess: () => location.assign('/'),
  })
  if (orgs.length < 2) return <span className={classes['org']}>{org.name}</span>
  return (
    <Menu position="bottom-start" width={240}>
      <Menu.Target>
        <button type="button" className={classes['orgs']} disabled={change.isPending}>
          <span className={classes['org']}>{org.name}</span>
          <ChevronsUpDown size={14} aria-hidden />
          <span className={classes['unseen']}>{t('Change the org')}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown mah={400} style={{ overflowY: 'auto' }}>
        <Menu.RadioGroup value={org.id} onChange={(id) => change.mutate(id)}>
          {orgs.map(({ id, name }) => (
            <Menu.RadioItem key={id} value={id} closeMenuOnClick>
              {name}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  )
}
