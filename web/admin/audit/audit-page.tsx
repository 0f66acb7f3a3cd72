import { UnstyledButton } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { EmptyFace } from '#kit/faces.tsx'
import { AppLink } from '#kit/link.tsx'
import { Loaded } from '#kit/loaded.tsx'
import { Page, Section } from '#kit/page.tsx'
import { Table, type Columns } from '#kit/table.tsx'
import { Time } from '#kit/time.tsx'
import { AuditFilters } from './audit-filters.tsx'
import classes from './audit.module.css'
import { EntryDetail } from './entry-detail.tsx'
import { auditList, type Entry } from './queries.ts'
import { auditRoute } from './routes.ts'

export function AuditPage() {
  const search = auditRoute.useSearch()
  const entries = useInfiniteQuery(auditList(search))
  const [open, setOpen] = useState<Entry>()
  const more = { load: entries.fetchNextPage, loading: entries.isFetchingNextPage }
  const isFiltered = Object.values(search).some((value) => value !== undefined)
  return (
    <Page
      title="Audit log"
      description="What people and keys have changed, in a chain that cannot be altered unseen."
    >
      <Section title="Entries" bare={<AuditFilters />}>
        <Loaded query={entries} rows={8}>
          {(data) => (
            <Table
              label="Entries"
              columns={columnsWith(setOpen)}
              rows={data.pages.flatMap((page) => page.entries)}
              keyOf={(entry) => String(entry.seq)}
              empty={isFiltered ? NO_MATCH : NOTHING_YET}
              more={entries.hasNextPage ? more : undefined}
            />
          )}
        </Loaded>
      </Section>
      {open && <EntryDetail entry={open} onClose={() => setOpen(undefined)} />}
    </Page>
  )
}

const columnsWith = (open: (entry: Entry) => void): Columns<Entry> => [
  { title: 'When', cell: (entry) => <Time at={entry.at} style="second" /> },
  { title: 'Who', leads: true, cell: ({ actor }) => <Who actor={actor} /> },
  { title: 'What', cell: ({ action }) => <What action={action} /> },
  { title: 'On', cell: ({ subject }) => <On subject={subject} /> },
  {
    title: 'Details',
    actions: true,
    cell: (entry) => (
      <UnstyledButton
        className={classes['open']}
        aria-label={`Details of ${entry.action} by ${entry.actor.name}`}
        onClick={() => open(entry)}
      >
        Details
      </UnstyledButton>
    ),
  },
]

function Who({ actor }: { actor: Entry['actor'] }) {
  if (!actor.id) return actor.name
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
  <AppLink
    to="/settings/audit"
    search={(before) => ({ ...before, action })}
    className={classes['code']}
    c="inherit"
    inherit
  >
    {action}
  </AppLink>
)

const On = ({ subject }: { subject: Entry['subject'] }) => (
  <AppLink
    to="/settings/audit"
    search={(before) => ({ ...before, subjectType: subject.type, subjectId: subject.id })}
    className={classes['subject']}
    c="inherit"
    inherit
  >
    <span>{subject.type}</span> {subject.id}
  </AppLink>
)

const NOTHING_YET = (
  <EmptyFace
    title="Nothing was changed yet."
    advice="Every change by a person or a key will stand here."
  />
)

const NO_MATCH = (
  <EmptyFace title="No entry matches." advice="Clear a filter, or choose other days.">
    <AppLink to="/settings/audit" search={{}}>
      Clear all filters
    </AppLink>
  </EmptyFace>
)
