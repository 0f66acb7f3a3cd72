import { useQuery, useQueryClient } from '@tanstack/react-query'
import { z } from 'zod'
import type { OrderView } from '#contract/orders'
import { ConflictNotice, isStale } from '#kit/conflict.tsx'
import { FormFault } from '#kit/form-fault.tsx'
import { plural, t } from '#kit/i18n.ts'
import { Notice } from '#kit/notice.tsx'
import { ProblemError } from '#kit/problem.ts'
import { Ago } from '#kit/time.tsx'
import { eventsSince, ORDERS, type TimelineEvent } from '../queries.ts'
import { actorWords } from './actor-words.ts'
import classes from './order.module.css'
import { useTell } from './use-tell.ts'

type StepFaultProps = {
  error: unknown
  order: OrderView
  onReload: () => void
  /** What was wanted, where the page does not show it itself, and how to keep it all the same. */
  mine?: { words: string; onKeep: () => void }
}

/** Why it was not done. Whatever somebody has typed stays where it is. */
export function StepFault({ error, ...fault }: StepFaultProps) {
  if (isStale(error)) return <ChangedMeanwhile {...fault} />
  if (error instanceof ProblemError && error.code === 'step_not_allowed') {
    return <NotAllowed problem={error} />
  }
  if (error instanceof ProblemError && error.code === 'stock_not_enough') {
    return <NotThere problem={error} />
  }
  return <FormFault error={error} />
}

function NotAllowed({ problem }: { problem: ProblemError }) {
  const { allowed } = Allowed.parse(problem.body)
  return (
    <Notice>
      {problem.message}
      {allowed.length > 0 &&
        ` ${t('What it can do now: {{steps}}.', { steps: allowed.join(', ') })}`}
    </Notice>
  )
}

/** Sold before it is there: what has not come yet cannot go out. */
function NotThere({ problem }: { problem: ProblemError }) {
  const { data: level } = Level.safeParse(problem.body)
  if (!level) return <FormFault error={problem} />
  const { sku, onHand: count } = level
  return (
    <Notice>
      {plural(
        count,
        'Of {{sku}} only {{count}} piece is on the shelf. Send what is there, or book what has come.',
        'Of {{sku}} only {{count}} pieces are on the shelf. Send what is there, or book what has come.',
        { sku },
      )}
    </Notice>
  )
}

const Level = z.object({ sku: z.string(), onHand: z.int() })

/** Payments move by themselves; nobody at a desk can be sent there. */
const STEPS: Readonly<Record<string, string>> = {
  confirm: t('Confirm'),
  ship: t('Ship'),
  deliver: t('Mark as delivered'),
  cancel: t('Cancel'),
  cancel_lines: t('Cancel items'),
  take_back: t('Take back'),
  hold: t('Hold'),
  release: t('Release'),
}

const Allowed = z
  .object({ allowed: z.array(z.string()) })
  .transform(({ allowed }) => ({ allowed: allowed.flatMap((step) => STEPS[step] ?? []) }))
  .catch({ allowed: [] })

/** Says who did what since this page was read, so that one can decide anew. */
function ChangedMeanwhile({ order, onReload, mine }: Omit<StepFaultProps, 'error'>) {
  const queryClient = useQueryClient()
  const { data: since = [] } = useQuery(eventsSince(order))
  const reload = async () => {
    await Promise.all(ORDERS.map((queryKey) => queryClient.invalidateQueries({ queryKey })))
    onReload()
  }
  return (
    <ConflictNotice
      title={t('Someone changed this order meanwhile.')}
      says={t('Nothing of yours was done.')}
      choices={[
        [mine ? t('Take theirs') : t('Load the newest'), () => void reload()],
        ...(mine ? [[t('Keep mine'), mine.onKeep] as const] : []),
      ]}
    >
      {since.length > 0 && (
        <ul className={classes['since']}>
          {since.map((event) => (
            <Done key={event.position} event={event} />
          ))}
        </ul>
      )}
      {mine && <span>{t('Yours: {{words}}.', { words: mine.words })}</span>}
    </ConflictNotice>
  )
}

function Done({ event }: { event: TimelineEvent }) {
  const { what, detail } = useTell()(event)
  return (
    <li>
      {actorWords(event.actor)}: {what.toLowerCase()}
      {detail && ` (${detail})`}, <Ago at={event.at} />
    </li>
  )
}
