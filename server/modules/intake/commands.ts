import { z } from 'zod'
import { findAdapter, namedStore } from '#channels'
import { OrderEngine } from '#orders'
import { type Command, type Options, WrongUse } from '#platform/command.ts'
import { Problem } from '#platform/problem.ts'
import { listAccounts } from '#stores'
import { MessageParams } from './contract.ts'
import { landParts } from './intake.ts'
import { discardMessage } from './messages/discard-message.ts'
import { readAgain } from './messages/read-again.ts'
import { listMessages } from './messages/store.ts'
import { removeStore } from './remove/remove-store.ts'
import { statusCommand } from './status/command.ts'
import { type Replay, replay, type Replayed } from './replay/replay.ts'

type Parts = Parameters<Command['run']>[0]

const SHOWN_MAX = 1_000
const text = { type: 'string' } as const

export const intakeCommands: Command[] = [
  statusCommand,
  {
    name: 'stores remove',
    summary: 'Remove a store that has no orders, with what it has sent: stores remove STORE',
    words: ['STORE'],
    options: {},
    run: async ({ ctx }, _options, [word]) => {
      const { id, name } = await namedStore(ctx, word!)
      await removeStore(ctx, { storeId: id })
      return { json: { removed: id }, text: `${name} was removed.` }
    },
  },
  {
    name: 'replay',
    summary: 'Read stored messages again with the adapters of today, and show what differs',
    options: {
      ...{ store: text, adapter: text, since: text, until: text },
      'dry-run': { type: 'boolean' },
    },
    help: {
      store: 'the name, key or id of a store; all stores when left out',
      adapter: 'only stores of this platform, such as shopify',
      since: 'from when on, such as 2026-11-01 or 2026-11-01T10:00:00Z; a day when left out',
      until: 'up to when; now when left out',
      'dry-run': 'only show what would change',
    },
    run: async (parts, options) => {
      const now = parts.runtime.clock.now()
      const since = timeOf(options['since']) ?? new Date(now.getTime() - 86_400_000)
      const until = timeOf(options['until']) ?? now
      if (since >= until)
        throw new WrongUse('--since must be a moment before --until, or before now.')
      const isDry = options['dry-run'] === true
      const told = await replayAll(parts, options, { since, until, isDry })
      return { json: { dryRun: isDry, ...told }, text: wordsOf(told, isDry) }
    },
  },
  {
    name: 'messages',
    summary: 'List messages of platforms that need a person',
    options: {},
    run: async ({ ctx }) => {
      const messages = await listMessages(ctx.db, ctx.orgId, { verdict: 'parked', limit: 200 })
      const lines = messages.map(
        ({ id, receivedAt, platform, reason }) =>
          `${id}  ${receivedAt.toISOString()}  ${platform}  ${reason ?? ''}`,
      )
      return { json: { messages }, text: lines.join('\n') || 'None.' }
    },
  },
  {
    name: 'messages retry',
    summary: 'Read messages again: messages retry ID…',
    words: ['ID…'],
    options: {},
    run: async (parts, _options, words) => {
      const ids = idsOf(words)
      const results: unknown[] = []
      await withEngine(parts, async (land) => {
        for (const id of ids) results.push({ id, results: await readAgain(land, parts.ctx, id) })
      })
      return {
        json: { messages: results },
        text: results.map((one) => JSON.stringify(one)).join('\n'),
      }
    },
  },
  {
    name: 'messages discard',
    summary: 'Give messages up: messages discard ID…',
    words: ['ID…'],
    options: { reason: text },
    help: { reason: 'why, for those who ask later' },
    run: async ({ ctx }, options, words) => {
      const ids = idsOf(words)
      const reason = String(options['reason'] ?? 'given up by hand')
      for (const id of ids) await discardMessage(ctx, id, reason)
      return { json: { discarded: ids }, text: `${ids.length} given up.` }
    },
  },
]

function idsOf(words: string[]): string[] {
  const wrong = words.find((word) => !MessageParams.shape.messageId.safeParse(word).success)
  if (wrong === undefined) return words
  throw new WrongUse(`"${wrong}" is not the id of a message; see: messages`)
}

/** The first messages that differ, up to a limit, and how many there are in all. */
type Told = { read: number; differ: number; messages: Replayed[] }

async function replayAll(
  parts: Parts,
  options: Options,
  wanted: Omit<Replay, 'storeId'>,
): Promise<Told> {
  const told: Told = { read: 0, differ: 0, messages: [] }
  const storeIds = await storesOf(parts, options)
  await withEngine(parts, async (land) => {
    async function* all() {
      for (const storeId of storeIds) {
        told.read += yield* replay(land, parts.ctx, { storeId, ...wanted })
      }
    }
    for await (const one of all()) {
      told.differ++
      if (told.messages.length < SHOWN_MAX) told.messages.push(one)
    }
  })
  return told
}

async function withEngine(
  { runtime, directUrl }: Parts,
  work: (land: ReturnType<typeof landParts>) => Promise<void>,
): Promise<void> {
  const engine = new OrderEngine(runtime, { directUrl })
  try {
    await work(landParts(runtime, engine))
  } finally {
    await engine.stop()
  }
}

async function storesOf({ ctx }: Parts, options: Options): Promise<string[]> {
  const [wanted, adapter] = [wordIn(options, 'store'), wordIn(options, 'adapter')]
  if (adapter !== undefined && !findAdapter(adapter)) {
    throw new Problem('adapter_not_found', 404, `There is no adapter for ${adapter}.`)
  }
  const accounts = await listAccounts(ctx.db, ctx.orgId)
  const fits = accounts
    .filter(({ platform }) => adapter === undefined || platform === adapter)
    .filter(({ id, key, name }) => wanted === undefined || [id, key, name].includes(wanted))
  if (fits.length > 0) return fits.map(({ id }) => id)
  const what = [wanted && `called ${wanted}`, adapter && `of ${adapter}`].filter(Boolean)
  throw new Problem('store_not_found', 404, `There is no store ${what.join(' ')}.`)
}

function wordIn(options: Record<string, unknown>, name: string): string | undefined {
  const value = options[name]
  return typeof value === 'string' ? value : undefined
}

function timeOf(typed: unknown): Date | undefined {
  if (typeof typed !== 'string') return undefined
  const time = new Date(typed)
  // JavaScript takes the 31st of November for the 1st of December.
  const isDay =
    !/^\d{4}-\d\d-\d\d/.test(typed) || z.iso.date().safeParse(typed.slice(0, 10)).success
  if (isDay && !Number.isNaN(time.getTime())) return time
  throw new WrongUse(`"${typed}" is no time, such as 2026-11-01T10:00:00Z.`)
}

function wordsOf({ read, differ, messages }: Told, isDry: boolean): string {
  const lines = messages.flatMap(({ messageId, externalId, differences, results }) => [
    `${messageId}  order ${externalId ?? '-'}`,
    ...differences.map(
      ({ path, before, after }) =>
        `    ${path}: ${JSON.stringify(before)} → ${JSON.stringify(after)}`,
    ),
    ...results.map(({ status, reason }) => `    ${status}${reason ? `: ${reason}` : ''}`),
  ])
  const end = isDry ? 'Nothing was changed.' : 'Done.'
  const hidden = differ - messages.length
  const more = hidden > 0 ? [`and ${hidden} more`] : []
  return [...lines, ...more, `Messages read: ${read}, that differ: ${differ}. ${end}`].join('\n')
}
