import { Button, Group, Modal, Progress, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { BulkStarted, type BulkStopped, BulkView } from '#contract/orders/bulk'
import { send } from '#kit/api.ts'
import { separatedBy, useSeparator } from '#kit/csv.ts'
import { t } from '#kit/i18n.ts'
import { Loaded } from '#kit/loaded.tsx'
import { Notice } from '#kit/notice.tsx'
import { useChange } from '#kit/use-change.ts'
import { BulkRows } from './bulk-rows.tsx'
import classes from './bulk.module.css'
import { labelOf } from './commands.ts'
import { endedWords } from './ended-words.ts'
import { bulkRun, bulkRuns, isUnderWay, seenOf } from './queries.ts'

type BulkRunProps = {
  id: string
  /** Goes on with another run, or with none. */
  onShow: (id?: string) => void
  /** A way on from here. */
  way?: ReactNode
}

/** How far a bulk action is, and what became of each order. */
export function BulkRun({ id, onShow, way }: BulkRunProps) {
  const run = useQuery(bulkRun(id))
  const title = run.data ? labelOf(run.data) : t('Bulk action')
  return (
    <Modal opened onClose={() => onShow()} size="lg" title={title}>
      <Loaded query={run}>{(data) => <TheRun key={id} run={data} {...{ onShow, way }} />}</Loaded>
    </Modal>
  )
}

type TheRunProps = Omit<BulkRunProps, 'id'> & { run: BulkView }

const TheRun = ({ run, ...more }: TheRunProps) => (
  <Stack gap="md">
    <Progress.Root size="lg" transitionDuration={200}>
      <Part of={run} count={run.done} color="water" label={t('Done')} />
      <Part of={run} count={run.skipped} color="gray" label={t('Nothing to do')} />
      <Part of={run} count={run.failed} color="yellow" label={t('Left out')} />
    </Progress.Root>
    <p role="status" className={classes['standing']}>
      {standingOf(run)}
    </p>
    {run.stoppedBecause && <Notice tone="warn">{STOPPED[run.stoppedBecause]}</Notice>}
    {!isUnderWay(run) && <BulkRows run={run} />}
    <Steps run={run} {...more} />
  </Stack>
)

type PartProps = { of: BulkView; count: number; color: string; label: string }

const Part = ({ of, count, color, label }: PartProps) =>
  count > 0 && (
    <Progress.Section value={(100 * count) / of.total} color={color} aria-label={label} />
  )

function standingOf(run: BulkView): string {
  const { total } = run
  if (run.state === 'gathering') return t('Finding the orders: {{total}} so far.', { total })
  if (run.state === 'running') {
    const seen = seenOf(run)
    return t(
      '{{seen}} of {{total}}. It goes on when you close this, and stands under “Bulk actions”.',
      { seen, total },
    )
  }
  return endedWords(run)
}

const STOPPED: Record<BulkStopped, string> = {
  cancelled: t('It was stopped. What was done stays done.'),
  asker_left: t('It was stopped: whoever asked for it may not do this any more.'),
  too_many_orders: t('Nothing was done: more orders match than one action may change. Narrow it.'),
  search_too_wide: t('Nothing was done: the search finds too much. Narrow it.'),
}

function Steps({ run, onShow, way }: TheRunProps) {
  const path = `/orders/bulk/${run.id}`
  const refresh = [['order-bulk', run.id], bulkRuns.queryKey]
  const stop = useChange({ run: () => send('POST', `${path}/cancellations`, {}), refresh })
  const retry = useChange({ run: () => send('POST', `${path}/retries`, {}), refresh })
  const undo = useChange({
    run: async () => {
      const { id } = await send('POST', `${path}/undo`, {}, BulkStarted)
      onShow(id)
    },
    refresh,
  })
  const [separator] = useSeparator()
  const isOpen = isUnderWay(run)
  const isLeft = run.failed > 0 || run.stoppedBecause === 'cancelled'
  return (
    <Group justify="flex-end">
      {way && <span className={classes['way']}>{way}</span>}
      {isOpen && (
        <Button variant="default" loading={stop.isPending} onClick={() => stop.mutate()}>
          {t('Stop')}
        </Button>
      )}
      {run.failures && (
        <Button
          component="a"
          variant="default"
          href={separatedBy(run.failures, separator)}
          download="failures.csv"
        >
          {t('Those left out, as CSV')}
        </Button>
      )}
      {run.canUndo && (
        <Button variant="default" loading={undo.isPending} onClick={() => undo.mutate()}>
          {t('Take it back')}
        </Button>
      )}
      {!isOpen && isLeft && (
        <Button variant="default" loading={retry.isPending} onClick={() => retry.mutate()}>
          {t('Try the rest again')}
        </Button>
      )}
      {run.document && (
        <Button component="a" href={separatedBy(run.document, separator)} target="_blank">
          {t('Open the document')}
        </Button>
      )}
    </Group>
  )
}
