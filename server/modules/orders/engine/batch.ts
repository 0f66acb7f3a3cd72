import { offerKey, type Offer, type Offers, readOffers } from '#catalog'
import type { Runtime } from '#platform/context.ts'
import { codeOf, CommitUnknown, outcomeOf, SQLSTATE } from '#platform/database-errors.ts'
import { type Lane, LaneBroken } from '#platform/lane.ts'
import { Problem } from '#platform/problem.ts'
import { newId } from '#platform/random.ts'
import { type AllocationRules, countLevels } from '#stock'
import type { Answers } from './answers.ts'
import type { Outcome } from './command.ts'
import { decide, type Decided, type Known } from './decide.ts'
import type { OrderNumbers } from './numbers.ts'
import type { Waiting } from './queue.ts'
import { doubtful, heldOf, reading } from './read.ts'
import { type Placement, writing, writtenAt } from './write.ts'

export type BatchParts = {
  runtime: Runtime
  rules: AllocationRules
  numbers: OrderNumbers
  offers: Offers
  answers: Answers
  unpaidTtlMs: number
  shard: number
  mode: 'skip' | 'wait'
  onCommit: () => void
  onHeld: (waiting: Waiting[]) => void
}

const ATTEMPTS_MAX = 5
/** Races: another process was first, or took what a check guards, or waited for us in a circle. */
const RERUN = new Set<string>([
  ...[SQLSTATE.uniqueViolation, SQLSTATE.checkViolation],
  ...[SQLSTATE.deadlockDetected, SQLSTATE.serializationFailure],
])

/**
 * Writes one batch and answers each of its callers, never throwing itself. What PostgreSQL refuses
 * because of a race runs again; what it refuses for good is split until the one bad order is alone.
 */
export async function runBatch(lane: Lane, batch: Waiting[], parts: BatchParts): Promise<void> {
  let failure: unknown
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
    try {
      return answer(batch, await tryBatch(lane, batch, parts), parts)
    } catch (error) {
      failure = error
      const wasLost = error instanceof LaneBroken && error.wasSent
      for (const waiting of batch) waiting.wasSent ||= wasLost
      await lane.rollback()
      // A lost connection may have committed: the same ids are looked up when it runs again.
      if (!RERUN.has(codeOf(error)) && !(error instanceof LaneBroken)) break
      if (error instanceof LaneBroken && attempt >= 2) break
    }
  }
  if (failure instanceof LaneBroken) return refuse(batch, unavailable(failure))
  const refusal = outcomeOf(failure)
  // Only what one order can be guilty of is worth looking for it: the rest is everybody's trouble.
  const isEverybodys = refusal instanceof Problem && refusal.code === 'database_unavailable'
  if (codeOf(failure) === SQLSTATE.lockNotAvailable && parts.mode === 'wait') {
    // Somebody does not let go of a row. Only the orders that want it are refused.
    const onHeld = (held: Waiting[]) => refuse(held, refusal)
    return runBatch(lane, batch, { ...parts, mode: 'skip', onHeld })
  }
  if (batch.length === 1 || isEverybodys) return refuse(batch, refusal)
  const half = batch.length >> 1
  await runBatch(lane, batch.slice(0, half), parts)
  await runBatch(lane, batch.slice(half), parts)
}

/** `at`: when it was written, where it was. */
type Tried = { decided: Decided[]; at: Date | undefined }

async function tryBatch(lane: Lane, batch: Waiting[], parts: BatchParts): Promise<Tried> {
  const commands = batch.map(({ command }) => command)
  const perOrg = Map.groupBy(commands, ({ orgId }) => orgId)
  try {
    await Promise.all([
      parts.rules.load(perOrg.keys()),
      ...[...perOrg].map(([org, all]) => parts.numbers.reserve(org, all.length)),
    ])
    const known = await read(lane, batch, parts)
    const decided = decide(commands, known, {
      ...{ ruleOf: parts.rules.of, newId, numberOf: (orgId) => parts.numbers.take(orgId) },
    })
    return { decided, at: await write(lane, batch, decided, parts) }
  } finally {
    for (const [org, all] of perOrg) parts.numbers.release(org, all.length)
  }
}

async function read(lane: Lane, batch: Waiting[], { mode, offers }: BatchParts): Promise<Known> {
  const commands = batch.map(({ command }) => command)
  const resent = new Set(batch.filter(({ wasSent }) => wasSent).map(({ command }) => command))
  const { statements, known: knownFrom } = reading(commands, { mode, offers, resent })
  const { known, again } = knownFrom(await lane.begin(statements))
  // Also where the rows were waited for: whoever held them may have added a place.
  const doubts = doubtful(commands, known)
  if (again.length === 0 && doubts.length === 0) return known
  const [counts = [], changed = []] = await lane.send([countLevels(doubts), readOffers(again)])
  for (const offer of changed as Offer[]) {
    known.offers.set(offerKey(offer.orgId, offer.sku, offer.currency), offer)
  }
  return { ...known, held: heldOf(counts, known) }
}

async function write(
  lane: Lane,
  batch: Waiting[],
  decided: Decided[],
  parts: BatchParts,
): Promise<Date | undefined> {
  const placements = decided.flatMap((one, index): Placement[] =>
    'takes' in one
      ? [{ ...one, command: batch[index]!.command, attached: batch[index]!.attached }]
      : [],
  )
  if (placements.length === 0) {
    await lane.rollback()
    return undefined
  }
  const { shard, unpaidTtlMs, runtime } = parts
  const rest = { newId, shard, unpaidTtlMs, now: runtime.clock.now() }
  const answers = await lane.commit(writing(placements, rest))
  parts.onCommit()
  return writtenAt(answers)
}

function answer(batch: Waiting[], { decided, at }: Tried, parts: BatchParts): void {
  const held: Waiting[] = []
  for (const [index, one] of decided.entries()) {
    const waiting = batch[index]!
    if (one.type === 'held') held.push(waiting)
    else parts.answers.add(() => waiting.resolve(outcomeFor(waiting, one, at)))
  }
  if (held.length > 0) parts.onHeld(held)
}

type Final = Exclude<Decided, { type: 'held' }>

function outcomeFor({ command }: Waiting, one: Final, at: Date | undefined): Outcome {
  if (one.type === 'placed') return { ...one, at: at! }
  // A duplicate of itself: the commit had happened and only its answer was lost.
  const isItself = one.type === 'duplicate' && one.orderId === command.orderId
  return isItself ? { ...one, own: true } : one
}

/**
 * Whoever was sent with a commit whose answer was lost may be written, also when the rows of that
 * commit were held still and it has waited in the side lane since.
 */
function refuse(batch: Waiting[], error: unknown): void {
  for (const { reject, wasSent } of batch) {
    reject(wasSent ? outcomeOf(new CommitUnknown(error)) : error)
  }
}

export const unavailable = (cause: LaneBroken): Problem =>
  Object.assign(
    new Problem(
      'database_unavailable',
      503,
      'The database does not answer just now. Send the same order with the same key again.',
      { retryAfterS: 2 },
    ),
    { cause },
  )
