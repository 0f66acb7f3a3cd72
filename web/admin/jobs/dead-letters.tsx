import { Button, Group } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { asWords } from '#kit/as-words.ts'
import { EmptyFace } from '#kit/faces.tsx'
import { t } from '#kit/i18n.ts'
import { AppLink } from '#kit/link.tsx'
import { Loaded } from '#kit/loaded.tsx'
import { Section } from '#kit/page.tsx'
import { type Columns, moreOf, Table } from '#kit/table.tsx'
import { Ago } from '#kit/time.tsx'
import { useMay } from '../session.ts'
import classes from './dead-letters.module.css'
import { RetryAll, RetryOne } from './retry.tsx'
import { deadLetterList } from './queries.ts'
import type { DeadLetter } from './replies.ts'
import { jobsRoute } from './routes.ts'

export function DeadLetters() {
  const { job } = jobsRoute.useSearch()
  const letters = useInfiniteQuery(deadLetterList(job))
  const mayManage = useMay('jobs.manage')
  return (
    <Section
      title={t('Failed jobs')}
      description={t('Jobs that failed too often. They stay here until somebody decides.')}
      actions={job && <Filtered job={job} mayManage={mayManage} />}
    >
      <Loaded query={letters}>
        {(data) => (
          <Table
            label={t('Failed jobs')}
            columns={mayManage ? [...columns, retryColumn] : columns}
            rows={data.pages.flatMap((page) => page.deadLetters)}
            keyOf={(letter) => letter.id}
            empty={job ? <NoMatch /> : ALL_WELL}
            more={moreOf(letters)}
          />
        )}
      </Loaded>
    </Section>
  )
}

function Filtered({ job, mayManage }: { job: string; mayManage: boolean }) {
  const navigate = jobsRoute.useNavigate()
  return (
    <Group gap={8}>
      <Button
        size="xs"
        variant="light"
        rightSection={<X size={13} />}
        aria-label={t('Only {{job}}. Show all', { job: asWords(job) })}
        onClick={() => void navigate({ search: {} })}
      >
        {asWords(job)}
      </Button>
      {mayManage && <RetryAll job={job} />}
    </Group>
  )
}

const columns: Columns<DeadLetter> = [
  {
    title: t('Job'),
    leads: true,
    cell: (letter) => (
      <AppLink to="/jobs" search={{ job: letter.job }} inherit>
        {asWords(letter.job)}
      </AppLink>
    ),
  },
  {
    title: t('What it said last'),
    cell: (letter) => (
      <AppLink
        to="/jobs"
        search={(before) => ({ ...before, letter: letter.id })}
        className={classes['message']}
        c="inherit"
        inherit
      >
        {letter.message || t('Nothing')}
      </AppLink>
    ),
  },
  { title: t('Attempts'), align: 'right', cell: (letter) => letter.attempts },
  { title: t('Given up'), cell: (letter) => <Ago at={letter.diedAt} /> },
]

const retryColumn: Columns<DeadLetter>[number] = {
  title: t('Actions'),
  actions: true,
  cell: (letter) => <RetryOne letter={letter} />,
}

const ALL_WELL = (
  <EmptyFace
    title={t('Everything was done.')}
    advice={t('No job has failed too often. It would stand here.')}
  />
)

const NoMatch = () => (
  <EmptyFace title={t('None of this kind.')} advice={t('Other kinds may have some.')}>
    <AppLink to="/jobs" search={{}}>
      {t('Show all')}
    </AppLink>
  </EmptyFace>
)
