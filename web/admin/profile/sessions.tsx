import { infiniteQueryOptions, useInfiniteQuery } from '@tanstack/react-query'
import type { z } from 'zod'
import { SessionPage } from '#contract/access'
import { get, send } from '#kit/api.ts'
import { Confirm } from '#kit/confirm.tsx'
import { EmptyFace } from '#kit/faces.tsx'
import { Loaded } from '#kit/loaded.tsx'
import { Section } from '#kit/page.tsx'
import { StatusBadge } from '#kit/status-badge.tsx'
import { Table, type Columns } from '#kit/table.tsx'
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
  const more = { load: sessions.fetchNextPage, loading: sessions.isFetchingNextPage }
  return (
    <Section
      title="Sessions"
      description="Where you are signed in. End what you do not know, then change your password."
      actions={
        <Confirm
          label="Sign out everywhere"
          title="Sign out everywhere?"
          says="All your sessions end at once, this one too. You will have to sign in again."
          verb="Sign out everywhere"
          onConfirm={() => everywhere.mutateAsync()}
          busy={everywhere.isPending}
        />
      }
    >
      <Loaded query={sessions}>
        {(data) => (
          <Table
            label="Sessions"
            columns={columns}
            rows={data.pages.flatMap((page) => page.sessions)}
            keyOf={(session) => session.id}
            empty={<EmptyFace title="No sessions." advice="Sign in again to see this one." />}
            more={sessions.hasNextPage ? more : undefined}
          />
        )}
      </Loaded>
    </Section>
  )
}

const columns: Columns<Session> = [
  {
    title: 'Device',
    leads: true,
    cell: (session) => <span title={session.userAgent}>{deviceOf(session.userAgent)}</span>,
  },
  { title: 'Address', cell: (session) => session.ip },
  { title: 'Started', cell: (session) => <Time at={session.createdAt} /> },
  { title: 'Last seen', cell: (session) => <Ago at={session.lastSeenAt} /> },
  { title: 'Actions', actions: true, cell: (session) => <End session={session} /> },
]

function End({ session }: { session: Session }) {
  const end = useChange({
    run: () => send('DELETE', `/auth/sessions/${session.id}`),
    refresh: [['sessions']],
    done: 'The session has ended.',
  })
  if (session.current) return <StatusBadge tone="good">This one</StatusBadge>
  const device = deviceOf(session.userAgent)
  return (
    <Confirm
      label="End"
      name={`End the session of ${device}`}
      title="End this session?"
      says={`${device} (${session.ip}) is signed out at once.`}
      verb="End session"
      onConfirm={() => end.mutateAsync()}
      busy={end.isPending}
    />
  )
}
