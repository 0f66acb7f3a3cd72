import { useInfiniteQuery } from '@tanstack/react-query'
import { EmptyFace } from '#kit/faces.tsx'
import { Loaded } from '#kit/loaded.tsx'
import { Page, Section } from '#kit/page.tsx'
import { StatusBadge } from '#kit/status-badge.tsx'
import { Table, type Columns } from '#kit/table.tsx'
import { Ago, Time, useNow } from '#kit/time.tsx'
import { KeyActions } from './key-actions.tsx'
import { stateOf } from './key-state.ts'
import { NewKey } from './new-key.tsx'
import { keyList, type Key } from './queries.ts'

export function KeysPage() {
  const keys = useInfiniteQuery(keyList)
  const more = { load: keys.fetchNextPage, loading: keys.isFetchingNextPage }
  return (
    <Page
      title="API keys"
      description={
        <>
          For programs that work with Penstock. The API is described at <a href="/docs">/docs</a>.
        </>
      }
      actions={<NewKey />}
    >
      <Section title="Keys" description="The key itself is shown once; only its hash is kept.">
        <Loaded query={keys}>
          {(data) => (
            <Table
              label="Keys"
              columns={columns}
              rows={data.pages.flatMap((page) => page.apiKeys)}
              keyOf={(key) => key.id}
              empty={EMPTY}
              more={keys.hasNextPage ? more : undefined}
            />
          )}
        </Loaded>
      </Section>
    </Page>
  )
}

const EMPTY = (
  <EmptyFace
    title="No keys yet."
    advice="A key lets a program place orders or read stock, with just the permissions you give it."
  />
)

const columns: Columns<Key> = [
  { title: 'Name', leads: true, cell: (key) => key.name },
  { title: 'Prefix', cell: (key) => <code>{key.prefix}</code> },
  { title: 'State', cell: (key) => <State of={key} /> },
  { title: 'Permissions', cell: (key) => <Scopes of={key} /> },
  { title: 'Last used', cell: (key) => (key.lastUsedAt ? <Ago at={key.lastUsedAt} /> : 'Never') },
  {
    title: 'Expires',
    cell: (key) => (key.expiresAt ? <Time at={key.expiresAt} style="date" /> : 'Never'),
  },
  { title: 'Actions', actions: true, cell: (key) => <KeyActions of={key} /> },
]

function State({ of: key }: { of: Key }) {
  const { tone, words } = stateOf(key, useNow())
  return <StatusBadge tone={tone}>{words}</StatusBadge>
}

const SHOWN_MAX = 2

function Scopes({ of: { scopes } }: { of: Key }) {
  const rest = scopes.length - SHOWN_MAX
  return (
    <span title={scopes.join(', ')}>
      {scopes.slice(0, SHOWN_MAX).join(', ')}
      {rest > 0 && ` and ${rest} more`}
    </span>
  )
}
