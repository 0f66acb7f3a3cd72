import { useInfiniteQuery } from '@tanstack/react-query'
import { EmptyFace } from '#kit/faces.tsx'
import { t } from '#kit/i18n.ts'
import { Loaded } from '#kit/loaded.tsx'
import { Section } from '#kit/page.tsx'
import { StatusBadge } from '#kit/status-badge.tsx'
import { type Columns, moreOf, Table } from '#kit/table.tsx'
import { useMay } from '../session.ts'
import { InviteButton } from './invite.tsx'
import classes from './people.module.css'
import { PersonActions } from './person-actions.tsx'
import { staffList, type User } from './queries.ts'
import { roleName } from './role-name.ts'

export function People() {
  const users = useInfiniteQuery(staffList)
  const mayManage = useMay('users.manage')
  return (
    <Section
      title={t('People')}
      description={t('A change works at once, in every session that the person has.')}
      actions={mayManage && <InviteButton />}
    >
      <Loaded query={users}>
        {(data) => (
          <Table
            label={t('People')}
            columns={mayManage ? [...columns, actions] : columns}
            rows={data.pages.flatMap((page) => page.users)}
            keyOf={(user) => user.id}
            empty={
              <EmptyFace title={t('Nobody is here yet.')} advice={t('Invite the first person.')} />
            }
            more={moreOf(users)}
          />
        )}
      </Loaded>
    </Section>
  )
}

const columns: Columns<User> = [
  { title: t('Person'), leads: true, cell: (user) => <Name user={user} /> },
  { title: t('Role'), cell: (user) => roleName(user.role) },
  { title: t('State'), cell: (user) => <State user={user} /> },
  {
    title: t('Two-step sign-in'),
    cell: (user) => (
      <StatusBadge tone={user.totp ? 'good' : 'quiet'}>
        {user.totp ? t('On', { context: 'state' }) : t('Off')}
      </StatusBadge>
    ),
  },
]

const actions: Columns<User>[number] = {
  title: t('Actions'),
  actions: true,
  cell: (user) => <PersonActions user={user} />,
}

const Name = ({ user }: { user: User }) => (
  <div className={classes['person']}>
    <span>{user.name}</span>
    <span className={classes['email']}>{user.email}</span>
  </div>
)

function State({ user }: { user: User }) {
  if (!user.active) return <StatusBadge tone="quiet">{t('Deactivated')}</StatusBadge>
  if (!user.joined) return <StatusBadge tone="busy">{t('Invited')}</StatusBadge>
  return <StatusBadge tone="good">{t('Active')}</StatusBadge>
}
