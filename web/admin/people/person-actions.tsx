import { Menu, ActionIcon, Button, Modal, Select } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { Ellipsis } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import type { z } from 'zod'
import type { ChangeUser } from '#contract/access'
import { send } from '#kit/api.ts'
import { ConfirmDialog } from '#kit/confirm.tsx'
import { FormFault } from '#kit/form-fault.tsx'
import { t } from '#kit/i18n.ts'
import { FormStack } from '#kit/page.tsx'
import { useChange } from '#kit/use-change.ts'
import { useMe } from '../session.ts'
import { roleList, type User } from './queries.ts'
import { roleName } from './role-name.ts'
import { ResetLinkDialog } from './reset-link.tsx'

const REFRESH = [['users'], ['me']]

export function PersonActions({ user }: { user: User }) {
  const [role, roleSwitch] = useDisclosure(false)
  const [link, linkSwitch] = useDisclosure(false)
  const [totp, totpSwitch] = useDisclosure(false)
  const [remove, removeSwitch] = useDisclosure(false)
  // How one signs in oneself is changed in the profile, with the password.
  const isSomebodyElse = useMe().user.id !== user.id
  const change = useUserChange(user)
  const totpOff = useChange({
    run: () => send('DELETE', `/users/${user.id}/totp`),
    refresh: [['users']],
    done: t('Two-step sign-in of {{name}} is off.', { name: user.name }),
  })
  const removal = useChange({
    run: () => send('DELETE', `/users/${user.id}`),
    refresh: REFRESH,
    done: t('{{name}} was removed.', { name: user.name }),
  })
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon size={28} aria-label={t('Actions for {{name}}', { name: user.name })}>
            <Ellipsis size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={roleSwitch.open}>{t('Change role…')}</Menu.Item>
          {isSomebodyElse && (
            <Menu.Item onClick={linkSwitch.open}>{t('Link for a password…')}</Menu.Item>
          )}
          {isSomebodyElse && user.totp && (
            <Menu.Item onClick={totpSwitch.open}>{t('Turn off two-step sign-in…')}</Menu.Item>
          )}
          <Menu.Item onClick={() => change.mutate({ active: !user.active })}>
            {user.active ? t('Deactivate') : t('Activate again')}
          </Menu.Item>
          <Menu.Item color="var(--tone-bad)" onClick={removeSwitch.open}>
            {t('Remove…')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {role && <PersonRoleDialog user={user} onClose={roleSwitch.close} />}
      {link && <ResetLinkDialog user={user} onClose={linkSwitch.close} />}
      <ConfirmDialog
        opened={totp}
        onClose={totpSwitch.close}
        title={t('Turn off two-step sign-in of {{name}}?', { name: user.name })}
        says={t(
          'Only if {{email}} lost the phone and the recovery codes: the password alone is enough then.',
          { email: user.email },
        )}
        verb={t('Turn off')}
        onConfirm={() => totpOff.mutateAsync()}
        busy={totpOff.isPending}
      />
      <ConfirmDialog
        opened={remove}
        onClose={removeSwitch.close}
        title={t('Remove {{name}}?', { name: user.name })}
        says={t('{{email}} can no longer enter. The history keeps what they did.', {
          email: user.email,
        })}
        verb={t('Remove')}
        onConfirm={() => removal.mutateAsync()}
        busy={removal.isPending}
      />
    </>
  )
}

const useUserChange = (user: User, faultInPlace = false) =>
  useChange({
    run: (body: z.input<typeof ChangeUser>) => send('PATCH', `/users/${user.id}`, body),
    refresh: REFRESH,
    done: t('{{name}} was changed.', { name: user.name }),
    faultInPlace,
  })

function PersonRoleDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const roles = useQuery(roleList)
  const [role, setRole] = useState<string | null>(user.role.name)
  const change = useUserChange(user, true)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (role) change.mutate({ role }, { onSuccess: onClose })
  }
  return (
    <Modal opened onClose={onClose} title={t('Role of {{name}}', { name: user.name })}>
      <FormStack onSubmit={submit}>
        <FormFault error={change.error} />
        <Select
          label={t('Role')}
          data={(roles.data?.roles ?? [user.role]).map((one) => ({
            value: one.name,
            label: roleName(one),
          }))}
          allowDeselect={false}
          value={role}
          onChange={setRole}
          data-autofocus
        />
        <Button type="submit" loading={change.isPending}>
          {t('Change role')}
        </Button>
      </FormStack>
    </Modal>
  )
}
