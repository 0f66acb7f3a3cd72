import {
  addPart,
  type CanonicalOrder,
  findAdapter,
  type KeptPart,
  keyOfPart,
  type Reading,
} from '#channels'
import { findDocument, findOrderId } from '#orders'
import type { Ctx } from '#platform/context.ts'
import { Problem } from '#platform/problem.ts'
import { storable } from '../land/document.ts'
import type { LandParts } from '../land/land-order.ts'
import { type Incoming, messageOf, type Result } from '../messages/message.ts'
import { getIncoming } from '../messages/read-again.ts'
import { listBetween } from '../messages/store.ts'
import { processMessage } from '../receive/process-message.ts'
import { compareOrder } from './compare.ts'
import type { Difference } from './differences.ts'

export type Replay = {
  storeId: string
  since: Date
  until: Date
  /** Shows what would change, and changes nothing. */
  isDry: boolean
}

export type Replayed = {
  messageId: string
  externalId: string | null
  /** What the adapter of today reads differently in the version that counts. */
  differences: Difference[]
  /** What became of it; empty in a dry run. */
  results: Result[]
}

const PAGE = 200

/**
 * Reads the messages of a time once more with the adapters of today, the newest first, because of
 * several messages about one order only the newest that counts is compared. What differs is
 * yielded, and applied unless this is a dry run; so a second replay finds nothing. Returns how many
 * messages were read.
 */
export async function* replay(
  parts: LandParts | undefined,
  ctx: Ctx,
  { storeId, since, until, isDry }: Replay,
): AsyncGenerator<Replayed, number> {
  const judged = new Set<string>()
  let read = 0
  for (let after: string | undefined; ;) {
    const page = await listBetween(ctx.db, ctx.orgId, { storeId, since, until, after, limit: PAGE })
    for (const { id } of page) {
      const incoming = await originalOf(ctx, id)
      if (!incoming) continue
      read++
      const differing = await differingIn(ctx, incoming, judged)
      if (!differing) continue
      const how = { isKept: true }
      const results = isDry || !parts ? [] : await processMessage(parts, ctx, incoming, how)
      yield { messageId: id, ...differing, results }
    }
    if (page.length < PAGE) return read
    after = page.at(-1)!.id
  }
}

/** Undefined where the original was erased or is too old to be kept. */
async function originalOf(ctx: Ctx, id: string): Promise<Incoming | undefined> {
  try {
    return await getIncoming(ctx, id)
  } catch (error) {
    if (error instanceof Problem && error.code === 'original_gone') return undefined
    throw error
  }
}

type Differing = Pick<Replayed, 'externalId' | 'differences'>

async function differingIn(
  ctx: Ctx,
  incoming: Incoming,
  judged: Set<string>,
): Promise<Differing | undefined> {
  const adapter = findAdapter(incoming.account.platform)
  const found: Differing[] = []
  for (const reading of adapter?.read(messageOf(incoming)) ?? []) {
    if (reading.type !== 'order' && reading.type !== 'part') continue
    const differences =
      reading.type === 'part'
        ? await differencesOfPart(ctx, incoming, reading)
        : await differencesOfOrder(ctx, incoming, { order: storable(reading.order), judged })
    const { externalId } = reading.type === 'part' ? reading : reading.order
    if (differences.length > 0) found.push({ externalId, differences })
  }
  if (!found[0]) return undefined
  return { ...found[0], differences: found.flatMap(({ differences }) => differences) }
}

async function differencesOfOrder(
  ctx: Ctx,
  incoming: Incoming,
  { order, judged }: { order: CanonicalOrder; judged: Set<string> },
): Promise<Difference[]> {
  const { externalId, decision, number } = order
  if (decision === 'ignore' || decision === 'quarantine' || judged.has(externalId)) return []
  const { standing, differences } = await compareOrder(ctx, incoming, order)
  if (standing !== 'older') judged.add(externalId)
  if (standing !== 'new') return differences
  return [{ path: '/', before: undefined, after: `order ${number}` }]
}

/** A part whose order is not here has no differences: it waits for the order by itself. */
async function differencesOfPart(
  ctx: Ctx,
  { account, receivedAt }: Incoming,
  { externalId, at, part }: Extract<Reading, { type: 'part' }>,
): Promise<Difference[]> {
  const orderId = await findOrderId(ctx.db, ctx.orgId, account.id, externalId)
  const stored = orderId && (await findDocument(ctx.db, ctx.orgId, orderId))
  if (!stored || !stored.canonical) return []
  const kept = { key: keyOfPart(part), at: at ?? receivedAt.toISOString(), part }
  if (!addPart(stored.parts as KeptPart[], kept)) return []
  return [{ path: `/parts/${kept.key}`, before: undefined, after: part }]
}
