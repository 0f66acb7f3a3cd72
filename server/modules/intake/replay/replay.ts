import { type CanonicalOrder, findAdapter } from '#channels'
import type { Ctx } from '#platform/context.ts'
import { Problem } from '#platform/problem.ts'
import { storable } from '../land/document.ts'
import type { LandParts } from '../land/land-order.ts'
import { type Incoming, messageOf, type Result } from '../messages/message.ts'
import { getIncoming } from '../messages/read-again.ts'
import { listBetween } from '../messages/store.ts'
import { processMessage } from '../receive/process.ts'
import { compareOrder } from './compare.ts'
import type { Difference } from './differences.ts'

export type Replay = {
  storeId: string
  since: Date
  until: Date
  /** Only says what would change. */
  isDry: boolean
}

export type Replayed = {
  messageId: string
  externalId: string | null
  /** What the adapter of today reads otherwise, of the version that counts. */
  differences: Difference[]
  results: Result[]
}

const PAGE = 200

/** Reads a part of the past once more, oldest first. Each message is told as it is done. */
export async function* replay(
  parts: LandParts | undefined,
  ctx: Ctx,
  { storeId, since, until, isDry }: Replay,
): AsyncGenerator<Replayed> {
  for (let after: string | undefined; ;) {
    const page = await listBetween(ctx.db, ctx.orgId, { storeId, since, until, after, limit: PAGE })
    for (const { id } of page) {
      const incoming = await originalOf(ctx, id)
      if (incoming) yield* replayOne(parts, ctx, incoming, isDry)
    }
    if (page.length < PAGE) return
    after = page.at(-1)!.id
  }
}

/** Erased and forgotten originals say nothing any more. */
async function originalOf(ctx: Ctx, id: string): Promise<Incoming | undefined> {
  try {
    return await getIncoming(ctx, id)
  } catch (error) {
    if (error instanceof Problem && error.code === 'original_gone') return undefined
    throw error
  }
}

async function* replayOne(
  parts: LandParts | undefined,
  ctx: Ctx,
  incoming: Incoming,
  isDry: boolean,
): AsyncGenerator<Replayed> {
  const adapter = findAdapter(incoming.account.platform)
  for (const reading of adapter?.read(messageOf(incoming)) ?? []) {
    if (reading.type !== 'order') continue
    const { externalId } = reading.order
    const differences = await differencesFor(ctx, incoming, storable(reading.order))
    if (differences.length > 0) {
      yield { messageId: incoming.id, externalId, differences, results: [] }
    }
  }
  if (isDry || !parts) return
  const results = await processMessage(parts, ctx, incoming, { isKept: true, isAnew: true })
  if (results.some(({ status }) => status !== 'duplicate' && status !== 'ignored')) {
    const externalId = results[0]?.externalId ?? null
    yield { messageId: incoming.id, externalId, differences: [], results }
  }
}

async function differencesFor(
  ctx: Ctx,
  incoming: Incoming,
  order: CanonicalOrder,
): Promise<Difference[]> {
  if (order.decision === 'ignore' || order.decision === 'quarantine') return []
  const { standing, differences } = await compareOrder(ctx, incoming, order)
  if (standing !== 'new') return differences
  return [{ path: '/', before: undefined, after: `order ${order.number}` }]
}
