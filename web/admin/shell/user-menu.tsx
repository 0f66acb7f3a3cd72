import { ActionIcon, Avatar, Menu, Text, VisuallyHidden } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Keyboard, LogOut, UserRound } from 'lucide-react'
import { LANGUAGES, language, t } from '#kit/i18n.ts'
import { roleName } from '../people/role-name.ts'
import { useMe } from '../session.ts'
import { useChooseLanguage } from './use-choose-language.ts'
import { useSignOut } from './use-sign-out.ts'

export function UserMenu({ onKeysSheet }: { onKeysSheet: () => void }) {
  const { user, role } = useMe()
  const signOut = useSignOut()
  const choose = useChooseLanguage()
  return (
    <Menu position="bottom-end" width={232}>
      <Menu.Target>
        <ActionIcon>
          <Avatar aria-hidden size={26} name={user.name} color="water" variant="filled" />
          <VisuallyHidden>{t('Account of {{name}}', { name: user.name })}</VisuallyHidden>
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="sm" fw={600} c="var(--mantine-color-text)" truncate>
            {user.name}
          </Text>
          <Text size="xs" truncate>
            {user.email}
          </Text>
          {role && (
            <Text size="xs" truncate>
              {roleName({ name: role })}
            </Text>
          )}
        </Menu.Label>
        <Menu.Divider />
        <Menu.Item component={Link} to="/settings/profile" leftSection={<UserRound size={15} />}>
          {t('Profile')}
        </Menu.Item>
        <Menu.Item leftSection={<Keyboard size={15} />} onClick={onKeysSheet}>
          {t('Keyboard shortcuts')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t('Language')}</Menu.Label>
        <Menu.RadioGroup value={language} onChange={(wanted) => choose.mutate(wanted)}>
          {Object.entries(LANGUAGES).map(([code, name]) => (
            <Menu.RadioItem key={code} value={code} lang={code} closeMenuOnClick>
              {name}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item leftSection={<LogOut size={15} />} onClick={() => signOut.mutate()}>
          {t('Sign out')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
