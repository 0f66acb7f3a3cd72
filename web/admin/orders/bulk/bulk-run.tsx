import { Button, Group, Modal, Progress, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { BulkStarted, type BulkStopped, BulkView } from '#contract/orders/bulk'
import { send } from '#kit/api.ts'
import { Loaded } from '#kit/loaded.tsx'
import { Notice } from '#kit/notice.tsx'
import { useChange } from '#kit/use-change.ts'
import { ordersRoute } from '../routes.ts'
import { BulkRows } from './bulk-rows.tsx'
import classes from './bulk.module.css'
import { labelOf } from './commands.ts'
import { bulkRun, isUnderWay } from './queries.ts'

/** How far a bulk action is, and what became of each order. */
export function BulkRun({ id }: { id: string }) {
  const navigate = ordersRoute.useNavigate()
  const run = useQuery(bulkRun(id))
  const close = () => void navigate({ search: ({ run: _run, ...search }) => search, replace: true })
  return (
    <Modal
      opened
      onClose={close}
      size="lg"
      title={run.data ? titleOf(run.data) : 'Bulk action'}
      closeButtonProps={CLOSE}
    >
      <Loaded query={run}>{(data) => <TheRun key={id} run={data} />}</Loaded>
    </Modal>
  )
}

const CLOSE = { 'aria-label': 'Close' }

const titleOf = ({ command, undoOf }: BulkView) => (undoOf ? 'Take back' : labelOf(command))

const TheRun = ({ run }: { run: BulkView }) => (
  <Stack gap="md">
    <Progress.Root size="lg" transitionDuration={200}>
      <Part of={run} count={run.done} color="water" label="Done" />
      <Part of={run} count={run.skipped} color="gray" label="Left out" />
      <Part of={run} count={run.failed} color="red" label="Failed" />
    </Progress.Root>
    <p role="status" className={classes['standing']}>
      {standingOf(run)}
    </p>
    {run.stoppedBecause && <Notice tone="warn">{STOPPED[run.stoppedBecause]}</Notice>}
    {!isUnderWay(run) && <BulkRows run={run} />}
    <Steps run={run} />
  </Stack>
)

type PartProps = { of: BulkView; count: number; color: string; label: string }

const Part = ({ of, count, color, label }: PartProps) =>
  count > 0 && (
    <Progress.Section value={(100 * count) / of.total} color={color} aria-label={label} />
  )

function standingOf(run: BulkView): string {
  const { done, skipped, failed, total } = run
  const say = (count: number) => count.toLocaleString()
  if (run.state === 'gathering') return `Finding the orders: ${say(total)} so far.`
  if (run.state === 'running') {
    return `${say(done + skipped + failed)} of ${say(total)}. It goes on when you close this.`
  }
  return `${say(done)} done, ${say(skipped)} left out, ${say(failed)} failed, of ${say(total)}.`
}

const STOPPED: Record<BulkStopped, string> = {
  cancelled: 'It was stopped. What was done stays done.',
  asker_left: 'It was stopped: whoever asked for it may not do this any more.',
  too_many_orders: 'Nothing was done: more orders match than one action may change. Narrow it.',
  search_too_wide: 'Nothing was done: the search finds too much. Narrow it.',
}

function Steps({ run }: { run: BulkView }) {
  const navigate = ordersRoute.useNavigate()
  const path = `/orders/bulk/${run.id}`
  const refresh = [['order-bulk', run.id]]
  const stop = useChange({ run: () => send('POST', `${path}/cancellations`, {}), refresh })
  const retry = useChange({ run: () => send('POST', `${path}/retries`, {}), refresh })
  const undo = useChange({
    run: async () => {
      const { id } = await send('POST', `${path}/undo`, {}, BulkStarted)
      await navigate({ search: (before) => ({ ...before, run: id }) })
    },
  })
  const isOpen = isUnderWay(run)
  const isLeft = run.failed > 0 || run.stoppedBecause === 'cancelled'
  return (
    <Group justify="flex-end">
      {isOpen && (
        <Button variant="default" loading={stop.isPending} onClick={() => stop.mutate()}>
          Stop
        </Button>
      )}
      {run.failures && (
        <Button component="a" variant="default" href={run.failures} download="failures.csv">
          Failed rows as CSV
        </Button>
      )}
      {run.canUndo && (
        <Button variant="default" loading={undo.isPending} onClick={() => undo.mutate()}>
          Take it back
        </Button>
      )}
      {!isOpen && isLeft && (
        <Button variant="default" loading={retry.isPending} onClick={() => retry.mutate()}>
          Try the rest again
        </Button>
      )}
      {run.document && (
        <Button component="a" href={run.document} target="_blank">
          Open the document
        </Button>
      )}
    </Group>
  )
}
