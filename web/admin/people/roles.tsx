import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { send } from '#kit/api.ts'
import { Confirm } from '#kit/confirm.tsx'
import { EmptyFace } from '#kit/faces.tsx'
import { t } from '#kit/i18n.ts'
import { Loaded } from '#kit/loaded.tsx'
import { Section } from '#kit/page.tsx'
import { Table, type Columns } from '#kit/table.tsx'
import { useChange } from '#kit/use-change.ts'
import { useMay } from '../session.ts'
import classes from './people.module.css'
import { roleList, type Role } from './queries.ts'
import { RoleDialog } from './role-dialog.tsx'
import { roleName } from './role-name.ts'

export function Roles() {
  const roles = useQuery(roleList)
  const mayManage = useMay('roles.manage')
  return (
    <Section
      title={t('Roles')}
      description={t(
        'Those that come with Penstock stay as they are; make others as you need them.',
      )}
      actions={mayManage && <NewRole />}
    >
      <Loaded query={roles}>
        {(data) => (
          <Table
            label={t('Roles')}
            columns={mayManage ? [...columns, actions] : columns}
            rows={data.roles.toSorted(byReach)}
            keyOf={(role) => role.id}
            empty={<EmptyFace title={t('No roles yet.')} advice={t('Make the first one.')} />}
          />
        )}
      </Loaded>
    </Section>
  )
}

/** Who may do most comes first. */
const byReach = (one: Role, other: Role) => other.permissions.length - one.permissions.length

function NewRole() {
  const [opened, { open, close }] = useDisclosure(false)
  return (
    <>
      <Button size="xs" variant="default" onClick={open}>
        {t('New role')}
      </Button>
      {opened && <RoleDialog onClose={close} />}
    </>
  )
}

const columns: Columns<Role> = [
  { title: t('Role'), leads: true, cell: (role) => roleName(role) },
  { title: t('Permissions'), align: 'right', cell: (role) => role.permissions.length },
  { title: t('Origin'), cell: (role) => (role.preset ? t('Comes with Penstock') : t('Made here')) },
]

const actions: Columns<Role>[number] = {
  title: t('Actions'),
  actions: true,
  cell: (role) => <RoleActions role={role} />,
}

function RoleActions({ role }: { role: Role }) {
  const [opened, { open, close }] = useDisclosure(false)
  const remove = useChange({
    run: () => send('DELETE', `/roles/${role.id}`),
    refresh: [['roles']],
    done: t('The role {{name}} was removed.', { name: role.name }),
  })
  return (
    <span className={classes['actions']}>
      <Button
        size="xs"
        variant="default"
        aria-label={`${verb(role)} ${roleName(role)}`}
        onClick={open}
      >
        {verb(role)}
      </Button>
      {!role.preset && (
        <Confirm
          label={t('Remove')}
          name={t('Remove {{name}}', { name: role.name })}
          title={t('Remove the role {{name}}?', { name: role.name })}
          says={t('It can be removed only while nobody has it.')}
          verb={t('Remove role')}
          onConfirm={() => remove.mutateAsync()}
          busy={remove.isPending}
        />
      )}
      {opened && <RoleDialog role={role} onClose={close} />}
    </span>
  )
}

const verb = (role: Role) => (role.preset ? t('View') : t('Edit'))
