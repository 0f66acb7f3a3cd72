import { z } from 'zod'
import { HoldReason, text } from '../contract.ts'
import { OrderFilter } from '../lists/contract.ts'

export const BULK_ORDERS_MAX = 100_000

const tags = z
  .array(text(50).min(1))
  .min(1)
  .max(20)
  .transform((list) => [...new Set(list)].toSorted())

const COMMANDS = [
  z.strictObject({ action: z.enum(['confirm', 'ship', 'deliver']) }),
  z.strictObject({ action: z.literal('cancel'), reason: text(200).min(1) }),
  z.strictObject({ action: z.enum(['hold', 'release']), reason: HoldReason.default('manual') }),
  z.strictObject({ action: z.enum(['add_tags', 'remove_tags']), tags }),
  z.strictObject({ action: z.literal('assign'), assigneeId: z.uuid().nullable() }),
  z.strictObject({
    action: z.literal('print'),
    document: z.enum(['packing_slips', 'pick_list']),
  }),
  z.strictObject({ action: z.literal('export') }),
] as const

const selection = z.union([
  z.strictObject({ orderIds: z.array(z.uuid()).min(1).max(1_000) }),
  z.strictObject({
    filter: OrderFilter.describe(
      `As in the list of orders. Read once, at the start; at most ${BULK_ORDERS_MAX} orders`,
    ),
  }),
])
export type Selection = z.infer<typeof selection>

export const BulkBody = z
  .discriminatedUnion('action', [
    COMMANDS[0].extend({ selection }),
    COMMANDS[1].extend({ selection }),
    COMMANDS[2].extend({ selection }),
    COMMANDS[3].extend({ selection }),
    COMMANDS[4].extend({ selection }),
    COMMANDS[5].extend({ selection }),
    COMMANDS[6].extend({ selection }),
  ])
  .meta({ id: 'BulkRequest' })
export type BulkBody = z.output<typeof BulkBody>

export const BulkStarted = z
  .object({ id: z.uuid() })
  .meta({ id: 'BulkStarted', description: 'The bulk action, which goes on in the background.' })

export const BulkParams = z.object({ bulkId: z.uuid().describe('The id of a run') })

const count = (words: string) => z.int().describe(words)

export const BulkPreview = z
  .object({
    total: count('How many orders match'),
    isMore: z.boolean().describe('Whether more match than were looked at'),
    done: count('How many would be changed'),
    skipped: count('How many are so already'),
    failed: count('How many cannot be changed as they stand'),
    reasons: z.array(
      z.object({
        outcome: z.enum(['skipped', 'failed']),
        code: z.string(),
        message: z.string(),
        count: z.int(),
        examples: z.array(z.string()).describe('Numbers of a few of them'),
      }),
    ),
  })
  .meta({ id: 'BulkPreview' })
export type BulkPreview = z.infer<typeof BulkPreview>

export const BulkState = z.enum(['gathering', 'running', 'done', 'stopped'])
export type BulkState = z.infer<typeof BulkState>

export const BulkStopped = z.enum(['cancelled', 'asker_left', 'too_many_orders', 'search_too_wide'])
export type BulkStopped = z.infer<typeof BulkStopped>

export const BulkView = z
  .object({
    id: z.uuid(),
    command: z
      .looseObject({ action: z.string() })
      .describe('What is done to each order; in an undo, each gets its own former value back'),
    filter: z.record(z.string(), z.unknown()).nullable().describe('null: the orders were named'),
    state: BulkState,
    stoppedBecause: BulkStopped.nullable(),
    total: count('All orders of the run, as far as they are gathered'),
    done: count('Changed'),
    skipped: count('There was nothing to do'),
    failed: count('Refused; see the rows'),
    askedBy: z.object({ type: z.string(), id: z.string().nullable(), name: z.string() }),
    undoOf: z.uuid().nullable().describe('The run that this one takes back'),
    canUndo: z.boolean().describe('Whether what it has done can be taken back now'),
    document: z.string().nullable().describe('Where what it has made can be read'),
    failures: z.string().nullable().describe('Where the failed rows are, as CSV'),
    createdAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'BulkRun', description: 'A bulk action and how far it is.' })
export type BulkView = z.infer<typeof BulkView>

const page = {
  after: z.string().max(1_000).optional().describe('The nextCursor of the page before'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
}

const pagination = z.object({ limit: z.int(), nextCursor: z.string().nullable() })

export const BulkQuery = z.strictObject(page).meta({ id: 'BulkQuery' })
export const BulkPage = z.object({ runs: z.array(BulkView), pagination }).meta({ id: 'BulkPage' })

export const RowOutcome = z.enum(['waiting', 'done', 'skipped', 'failed'])
export type RowOutcome = z.infer<typeof RowOutcome>

export const BulkRowQuery = z
  .strictObject({ outcome: RowOutcome.optional(), ...page })
  .meta({ id: 'BulkRowQuery' })

export const BulkRowPage = z
  .object({
    rows: z.array(
      z.object({
        orderId: z.uuid(),
        number: z.string().nullable().describe('null: there is no such order'),
        outcome: RowOutcome,
        code: z.string().nullable(),
        message: z.string().nullable(),
        at: z.iso.datetime().nullable(),
      }),
    ),
    pagination,
  })
  .meta({ id: 'BulkRowPage' })
