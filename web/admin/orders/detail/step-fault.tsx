import { Button, Stack } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { z } from 'zod'
import type { OrderView } from '#contract/orders'
import { FormFault } from '#kit/form-fault.tsx'
import { Notice } from '#kit/notice.tsx'
import { ProblemError } from '#kit/problem.ts'
import { Ago } from '#kit/time.tsx'
import { eventsSince, ORDERS } from '../queries.ts'
import { actorWords } from './actor-words.ts'
import { tell } from './event-words.ts'
import classes from './order.module.css'

type StepFaultProps = { error: unknown; order: OrderView; onReload: () => void }

/** Why it was not done. Whatever somebody has typed stays where it is. */
export function StepFault({ error, order, onReload }: StepFaultProps) {
  if (error instanceof ProblemError && error.status === 412) {
    return <ChangedMeanwhile order={order} onReload={onReload} />
  }
  if (error instanceof ProblemError && error.code === 'step_not_allowed') {
    return <NotAllowed problem={error} />
  }
  return <FormFault error={error} />
}

function NotAllowed({ problem }: { problem: ProblemError }) {
  const { allowed } = Allowed.parse(problem.body)
  return (
    <Notice>
      {problem.message}
      {allowed.length > 0 && ` What it can do now: ${allowed.join(', ')}.`}
    </Notice>
  )
}

/** Payments move by themselves; nobody at a desk can be sent there. */
const Allowed = z
  .object({ allowed: z.array(z.string()) })
  .transform(({ allowed }) => ({
    allowed: allowed.filter((step) => step !== 'payment').map((step) => step.replaceAll('_', ' ')),
  }))
  .catch({ allowed: [] })

/** Says who did what since this page was read, so that one can decide anew. */
function ChangedMeanwhile({ order, onReload }: Omit<StepFaultProps, 'error'>) {
  const queryClient = useQueryClient()
  const { data: since = [] } = useQuery(eventsSince(order))
  const reload = async () => {
    await Promise.all(ORDERS.map((queryKey) => queryClient.invalidateQueries({ queryKey })))
    onReload()
  }
  return (
    <Notice tone="warn">
      <Stack gap={8} align="flex-start" role="alert">
        <span>
          <strong>Someone changed this order meanwhile.</strong> Nothing of yours was done.
        </span>
        {since.length > 0 && (
          <ul className={classes['since']}>
            {since.map((event) => (
              <li key={event.position}>
                {actorWords(event.actor)}: {tell(event).what.toLowerCase()}, <Ago at={event.at} />
              </li>
            ))}
          </ul>
        )}
        <Button size="xs" variant="default" onClick={() => void reload()}>
          Load the newest
        </Button>
      </Stack>
    </Notice>
  )
}
