import { useInfiniteQuery } from '@tanstack/react-query'
import type { BulkView } from '#contract/orders/bulk'
import { EmptyFace } from '#kit/faces.tsx'
import { number, t } from '#kit/i18n.ts'
import { AppLink } from '#kit/link.tsx'
import { Loaded } from '#kit/loaded.tsx'
import { Page, Section } from '#kit/page.tsx'
import { type Columns, type More, moreOf, Table } from '#kit/table.tsx'
import { Ago } from '#kit/time.tsx'
import { actorWords } from '../detail/actor-words.ts'
import { useLastList } from '../list/use-last-list.ts'
import { bulkRunsRoute } from '../routes.ts'
import { BulkRun } from './bulk-run.tsx'
import classes from './bulk.module.css'
import { labelOf } from './commands.ts'
import { bulkRuns, seenOf } from './queries.ts'
import { RunDetail } from './run-detail.tsx'
import { RunState } from './run-state.tsx'

/** Every bulk action of the last months, so that one that was closed is found again. */
export function BulkRunsPage() {
  const { run } = bulkRunsRoute.useSearch()
  const navigate = bulkRunsRoute.useNavigate()
  const runs = useInfiniteQuery(bulkRuns)
  return (
    <Page title={t('Bulk actions')} description={<BackToOrders />}>
      <Section title={t('Bulk actions')} bare={<></>}>
        <Loaded query={runs} rows={8}>
          {(data) => <Runs rows={data.pages.flatMap((page) => page.runs)} more={moreOf(runs)} />}
        </Loaded>
      </Section>
      {run && (
        <BulkRun
          id={run}
          onShow={(shown) => void navigate({ search: { run: shown }, replace: !shown })}
        />
      )}
    </Page>
  )
}

const Runs = ({ rows, more }: { rows: BulkView[]; more: More }) => (
  <Table
    label={t('Bulk actions')}
    columns={columnsFor(rows)}
    rows={rows}
    keyOf={({ id }) => id}
    empty={NOTHING_YET}
    more={more}
  />
)

/** As the list was left, without the run that was looked at there. */
const BackToOrders = () => (
  <AppLink to="/orders" search={{ ...useLastList().search, run: undefined }}>
    {t('All orders')}
  </AppLink>
)

type Column = Columns<BulkView>[number]

/** Without the columns that would be empty for every run. */
function columnsFor(runs: readonly BulkView[]): readonly Column[] {
  const rare = RARE.filter(({ of }) => runs.some((run) => of(run) > 0))
  return [
    ACTION,
    { title: t('State'), aside: true, cell: (run) => <RunState run={run} /> },
    {
      title: t('Done'),
      align: 'right',
      cell: ({ done, total }) => t('{{done}} of {{total}}', { done, total }),
    },
    ...rare.map(({ of, ...column }): Column => ({
      ...{ ...column, align: 'right', cell: (run) => number(of(run)) },
    })),
    { title: t('By'), cell: ({ askedBy }) => actorWords(askedBy) },
    { title: t('When'), cell: ({ createdAt }) => <Ago at={createdAt} /> },
  ]
}

const RARE: readonly { title: string; minor?: boolean; of: (run: BulkView) => number }[] = [
  { title: t('Left out'), of: ({ failed }) => failed },
  { title: t('Nothing to do'), minor: true, of: ({ skipped }) => skipped },
  { title: t('Waiting'), of: (run) => run.total - seenOf(run) },
]

const ACTION: Column = {
  title: t('Action'),
  leads: true,
  cell: (run) => (
    <span className={classes['what']}>
      <AppLink to="/orders/bulk" search={{ run: run.id }} resetScroll={false} inherit>
        {labelOf(run)}
      </AppLink>
      <RunDetail run={run} />
    </span>
  ),
}

const NOTHING_YET = (
  <EmptyFace
    title={t('No bulk action yet.')}
    advice={t('Choose some orders in the list: what is done to them together stands here.')}
  >
    <AppLink to="/orders">{t('Show all orders')}</AppLink>
  </EmptyFace>
)
