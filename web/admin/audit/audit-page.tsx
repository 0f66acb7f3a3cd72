import { UnstyledButton } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { EmptyFace } from '#kit/faces.tsx'
import { fromServer, t } from '#kit/i18n.ts'
import { AppLink } from '#kit/link.tsx'
import { Loaded } from '#kit/loaded.tsx'
import { Page, Section } from '#kit/page.tsx'
import { type Columns, moreOf, Table } from '#kit/table.tsx'
import { Time } from '#kit/time.tsx'
import { AuditFilters } from './audit-filters.tsx'
import classes from './audit.module.css'
import { EntryDetail } from './entry-detail.tsx'
import { auditList, type Entry } from './queries.ts'
import { auditRoute } from './routes.ts'
import { spokenName } from './spoken-name.ts'
import { SubjectLink } from './subject.tsx'

export function AuditPage() {
  const search = auditRoute.useSearch()
  const entries = useInfiniteQuery(auditList(search))
  const [open, setOpen] = useState<Entry>()
  const isFiltered = Object.values(search).some((value) => value !== undefined)
  return (
    <Page
      title={t('Audit log')}
      description={t(
        'What people and keys have changed, in a chain that cannot be altered unseen.',
      )}
    >
      <Section
        title={t('Entries')}
        bare={<AuditFilters listed={entries.data?.pages[0]?.entries[0]} />}
      >
        <Loaded query={entries} rows={8}>
          {(data) => (
            <Table
              label={t('Entries')}
              columns={columnsWith(setOpen)}
              rows={data.pages.flatMap((page) => page.entries)}
              keyOf={(entry) => String(entry.seq)}
              empty={isFiltered ? NO_MATCH : NOTHING_YET}
              more={moreOf(entries)}
            />
          )}
        </Loaded>
      </Section>
      {open && <EntryDetail entry={open} onClose={() => setOpen(undefined)} />}
    </Page>
  )
}

const columnsWith = (open: (entry: Entry) => void): Columns<Entry> => [
  { title: t('When'), cell: (entry) => <Time at={entry.at} style="second" /> },
  { title: t('Who'), leads: true, cell: ({ actor }) => <Who actor={actor} /> },
  { title: t('What'), cell: ({ action }) => <What action={action} /> },
  { title: t('On'), cell: ({ subject }) => <SubjectLink subject={subject} /> },
  {
    title: t('Details'),
    actions: true,
    cell: (entry) => (
      <UnstyledButton
        className={classes['open']}
        aria-label={t('Details of {{action}} by {{name}}', {
          action: spokenName(entry.action),
          name: fromServer(entry.actor.name),
        })}
        onClick={() => open(entry)}
      >
        {t('Details')}
      </UnstyledButton>
    ),
  },
]

function Who({ actor }: { actor: Entry['actor'] }) {
  if (!actor.id) return fromServer(actor.name)
  return (
    <AppLink
      to="/settings/audit"
      search={(before) => ({ ...before, actorId: actor.id ?? undefined })}
      inherit
    >
      {actor.name}
    </AppLink>
  )
}

const What = ({ action }: { action: string }) => (
  <AppLink to="/settings/audit" search={(before) => ({ ...before, action })} c="inherit" inherit>
    {spokenName(action)}
  </AppLink>
)

const NOTHING_YET = (
  <EmptyFace
    title={t('Nothing was changed yet.')}
    advice={t('Every change by a person or a key will stand here.')}
  />
)

const NO_MATCH = (
  <EmptyFace title={t('No entry matches.')} advice={t('Clear a filter, or choose other days.')}>
    <AppLink to="/settings/audit" search={{}}>
      {t('Clear all filters')}
    </AppLink>
  </EmptyFace>
)
