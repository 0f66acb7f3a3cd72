import { infiniteQueryOptions, useInfiniteQuery } from '@tanstack/react-query'
import type { z } from 'zod'
import { SessionPage } from '#contract/access'
import { get, send } from '#kit/api.ts'
import { Confirm } from '#kit/confirm.tsx'
import { EmptyFace } from '#kit/faces.tsx'
import { t } from '#kit/i18n.ts'
import { Loaded } from '#kit/loaded.tsx'
import { Section } from '#kit/page.tsx'
import { StatusBadge } from '#kit/status-badge.tsx'
import { type Columns, moreOf, Table } from '#kit/table.tsx'
import { Ago, Time } from '#kit/time.tsx'
import { useChange } from '#kit/use-change.ts'
import { deviceOf } from './device.ts'
import { useSignOutEverywhere } from './use-sign-out-everywhere.ts'

type Session = z.output<typeof SessionPage>['sessions'][number]

const sessionList = infiniteQueryOptions({
  queryKey: ['sessions'],
  queryFn: ({ pageParam: after, signal }) =>
    get('/auth/sessions', SessionPage, { query: { after }, signal }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.pagination.nextCursor ?? undefined,
})

export function Sessions() {
  const sessions = useInfiniteQuery(sessionList)
  const everywhere = useSignOutEverywhere()
  return (
    <Section
      title={t('Sessions')}
      description={t(
        'Where you are signed in. End what you do not know, then change your password.',
      )}
      actions={
        <Confirm
          label={t('Sign out everywhere')}
          title={t('Sign out everywhere?')}
          says={t('All your sessions end at once, this one too. You will have to sign in again.')}
          verb={t('Sign out everywhere')}
          onConfirm={() => everywhere.mutateAsync()}
          busy={everywhere.isPending}
        />
      }
    >
      <Loaded query={sessions}>
        {(data) => (
          <Table
            label={t('Sessions')}
            columns={columns}
            rows={data.pages.flatMap((page) => page.sessions)}
            keyOf={(session) => session.id}
            empty={
              <EmptyFace title={t('No sessions.')} advice={t('Sign in again to see this one.')} />
            }
            more={moreOf(sessions)}
          />
        )}
      </Loaded>
    </Section>
  )
}

const columns: Columns<Session> = [
  {
    title: t('Device'),
    leads: true,
    cell: (session) => <span title={session.userAgent}>{deviceOf(session.userAgent)}</span>,
  },
  { title: t('Address'), cell: (session) => session.ip },
  { title: t('Started'), cell: (session) => <Time at={session.createdAt} /> },
  { title: t('Last seen'), cell: (session) => <Ago at={session.lastSeenAt} /> },
  { title: t('Actions'), actions: true, cell: (session) => <End session={session} /> },
]

function End({ session }: { session: Session }) {
  const end = useChange({
    run: () => send('DELETE', `/auth/sessions/${session.id}`),
    refresh: [['sessions']],
    done: t('The session has ended.'),
  })
  if (session.current) return <StatusBadge tone="good">{t('This one')}</StatusBadge>
  const device = deviceOf(session.userAgent)
  return (
    <Confirm
      label={t('End')}
      name={t('End the session of {{device}}', { device })}
      title={t('End this session?')}
      says={t('{{device}} ({{ip}}) is signed out at once.', { device, ip: session.ip })}
      verb={t('End session')}
      onConfirm={() => end.mutateAsync()}
      busy={end.isPending}
    />
  )
}
