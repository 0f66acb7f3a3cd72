import { type Command, type CommandResult, type Options, readWords, WrongUse } from './command.ts'
import type { Ctx } from './context.ts'
import { DeadLetterParams, DeadLetterQuery } from './jobs-contract.ts'
import {
  discardDeadLetter,
  getDeadLetter,
  retryDeadLetter,
  retryDeadLetters,
} from './jobs-runtime/dead-letters.ts'
import { listQueues } from './jobs-runtime/queue-states.ts'
import { readDeadLetters } from './jobs-routes.ts'

export const jobsCommands: Command[] = [
  {
    name: 'jobs queues',
    summary: 'What waits, runs and has failed, for each kind of job',
    options: {},
    run: ({ ctx }) => queues(ctx),
  },
  {
    name: 'jobs list',
    summary: 'Jobs that failed too often, the newest first',
    options: {
      job: { type: 'string' },
      after: { type: 'string' },
      limit: { type: 'string' },
    },
    help: {
      job: 'Only this kind of job',
      after: 'The nextCursor of the page before',
      limit: 'How many, 50 without it, at most 200',
    },
    run: ({ ctx }, options) => list(ctx, options),
  },
  {
    name: 'jobs show',
    words: ['ID'],
    summary: 'One failed job with its payload and error: jobs show ID',
    options: {},
    run: async ({ ctx }, _options, [word]) => {
      const letter = await getDeadLetter(ctx, idOf(word))
      return { json: letter, text: JSON.stringify(letter, null, 2) }
    },
  },
  {
    name: 'jobs retry',
    words: ['[ID]'],
    summary: 'Start a failed job again: jobs retry ID, or --job for all of a kind',
    options: { job: { type: 'string' } },
    help: { job: 'Start all failed jobs of this kind again' },
    run: ({ ctx }, options, [id]) => retry(ctx, id, options),
  },
  {
    name: 'jobs discard',
    words: ['ID'],
    summary: 'Give a failed job up for good: jobs discard ID --reason',
    options: { reason: { type: 'string' } },
    help: { reason: 'Why nobody will do it; kept in the history' },
    run: async ({ ctx }, options, [word]) => {
      const id = idOf(word)
      const reason = String(options['reason'] ?? '').trim()
      if (!reason) throw new WrongUse('A reason is needed: jobs discard ID --reason "…"')
      await discardDeadLetter(ctx, id, reason)
      return { json: { discarded: id }, text: `Discarded ${id}.` }
    },
  },
]

async function queues({ db, orgId }: Ctx): Promise<CommandResult> {
  const all = await listQueues(db, orgId)
  const lines = all.map(({ job, waiting, scheduled, running, dead, oldestWaitingS }) =>
    [
      job.padEnd(36),
      ...[waiting, scheduled, running, dead].map((count) => String(count).padStart(9)),
      `${Math.round(oldestWaitingS ?? 0)} s`.padStart(9),
    ].join(' '),
  )
  const titles = ['waiting', 'scheduled', 'running', 'dead', 'oldest']
  const head = ['job'.padEnd(36), ...titles.map((title) => title.padStart(9))].join(' ')
  return { json: { queues: all }, text: [head, ...lines].join('\n') }
}

async function list(ctx: Ctx, { job, after, limit }: Options): Promise<CommandResult> {
  const page = await readDeadLetters(ctx, readWords(DeadLetterQuery, { job, after, limit }))
  const lines = page.deadLetters.map(
    (letter) =>
      `${letter.id}  ${letter.diedAt}  ${letter.job}  ` +
      `after ${letter.attempts} attempts: ${letter.message.split('\n')[0]}`,
  )
  const { nextCursor } = page.pagination
  const more = nextCursor ? [`More: --after ${nextCursor}`] : []
  const text = [...lines, ...more].join('\n') || 'No job has failed too often.'
  return { json: page, text }
}

async function retry(ctx: Ctx, id: string | undefined, { job }: Options): Promise<CommandResult> {
  if (id) {
    const again = await retryDeadLetter(ctx, idOf(id))
    return { json: again, text: `${again.job} starts again.` }
  }
  if (typeof job !== 'string')
    throw new WrongUse('Name one: jobs retry ID, or jobs retry --job NAME')
  let retried = 0
  for (let more = true; more;) {
    const result = await retryDeadLetters(ctx, job)
    retried += result.retried
    more = result.more
  }
  if (retried === 0 && !(await listQueues(ctx.db, ctx.orgId)).some((one) => one.job === job)) {
    throw new WrongUse(`There is no kind of job called ${job}; see: jobs queues`)
  }
  return { json: { retried }, text: `${retried} of ${job} start again.` }
}

function idOf(word = ''): string {
  const { data } = DeadLetterParams.safeParse({ id: word })
  if (!data) throw new WrongUse(`"${word}" is not the id of a job; see: jobs list`)
  return data.id
}
