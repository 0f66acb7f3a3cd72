import { Anchor } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { EmptyFace } from '#kit/faces.tsx'
import { t } from '#kit/i18n.ts'
import { Loaded } from '#kit/loaded.tsx'
import { Page, Section } from '#kit/page.tsx'
import { Sentence } from '#kit/sentence.tsx'
import { StatusBadge } from '#kit/status-badge.tsx'
import { type Columns, moreOf, Table } from '#kit/table.tsx'
import { Ago, Time, useNow } from '#kit/time.tsx'
import { KeyActions } from './key-actions.tsx'
import { stateOf } from './key-state.ts'
import { NewKey } from './new-key.tsx'
import { keyList, type Key } from './queries.ts'

export function KeysPage() {
  const keys = useInfiniteQuery(keyList)
  return (
    <Page
      title={t('API keys')}
      description={
        <Sentence
          says="For programs that work with Penstock. The API is described at <link>/docs</link>."
          parts={{ link: <Anchor href="/docs" inherit /> }}
        />
      }
      actions={<NewKey />}
    >
      <Section
        title={t('Keys')}
        description={t('The key itself is shown once; only its hash is kept.')}
      >
        <Loaded query={keys}>
          {(data) => (
            <Table
              label={t('Keys')}
              columns={columns}
              rows={data.pages.flatMap((page) => page.apiKeys)}
              keyOf={(key) => key.id}
              empty={EMPTY}
              more={moreOf(keys)}
            />
          )}
        </Loaded>
      </Section>
    </Page>
  )
}

const EMPTY = (
  <EmptyFace
    title={t('No keys yet.')}
    advice={t(
      'A key lets a program place orders or read stock, with just the permissions you give it.',
    )}
  />
)

const columns: Columns<Key> = [
  { title: t('Name'), leads: true, cell: (key) => key.name },
  { title: t('Prefix'), cell: (key) => <code>{key.prefix}</code> },
  { title: t('State'), cell: (key) => <State of={key} /> },
  { title: t('Permissions'), cell: (key) => <Scopes of={key} /> },
  {
    title: t('Last used'),
    cell: (key) => (key.lastUsedAt ? <Ago at={key.lastUsedAt} /> : t('Never')),
  },
  {
    title: t('Expires'),
    cell: (key) => (key.expiresAt ? <Time at={key.expiresAt} style="date" /> : t('Never')),
  },
  { title: t('Actions'), actions: true, cell: (key) => <KeyActions of={key} /> },
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
      {rest > 0 && ` ${t('and {{rest}} more', { rest })}`}
    </span>
  )
}
