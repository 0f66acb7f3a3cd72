import { bulkhead, BulkheadRejectedError } from 'cockatiel'
import type { Ctx } from '#platform/context.ts'
import { inTransaction, type Tx } from '#platform/database.ts'
import { digestOf } from '../digest.ts'
import { AccessProblem } from '../problems.ts'
import { perDatabase } from '../process-memory.ts'
import { networkOf } from '#platform/http/rate-limits.ts'
import { countAttempt, forgiveAttempt, isKnownAddress, resetAttempts } from './store.ts'

/** An attempt to sign in: to which account, and from which address. */
export type Attempt = { email: string; ip: string }

export type Limit = {
  key: string
  max: number
  windowMs: number
  /** Counts begin anew after a pause of a window (`pause`), or a window after the first (`first`). */
  since: 'pause' | 'first'
}

const WINDOW_MS = 15 * 60_000
const PER_ACCOUNT_AND_ADDRESS = 10
const PER_ACCOUNT_FROM_STRANGERS = 10
const PER_ADDRESS = 100

/**
 * Counts a guess before the password is checked, so that a thousand at once cause few checks. An
 * account allows ten guesses from one address, and ten from all addresses that it never signed in
 * from: a crowd that guesses locks nobody out who comes from a known address. One address is
 * allowed a hundred guesses over all accounts, against one password that is tried on many.
 */
export async function takeGuess(ctx: Ctx, attempt: Attempt): Promise<Guess> {
  const { address, pair } = limitsOf(attempt)
  return inLine(ctx, [address.key, pair.key], (tx) => countGuess(ctx, tx, attempt))
}

/** What a guess was counted by, to be given back if it was right. */
export type Guess = { address: string; pair: string; account: string | undefined }

async function countGuess(ctx: Ctx, tx: Tx, attempt: Attempt): Promise<Guess> {
  const { address, pair, account } = limitsOf(attempt)
  await take(ctx, tx, address)
  await take(ctx, tx, pair)
  const known = await isKnownAddress(tx, attempt.email, networkOf(attempt.ip))
  if (!known) await take(ctx, tx, account)
  return { address: address.key, pair: pair.key, account: known ? undefined : account.key }
}

/** Takes back a guess that was right. What others have guessed meanwhile stays counted. */
export async function forgive(tx: Tx, guess: Guess): Promise<void> {
  await forgiveAttempt(tx, guess.address)
  await resetAttempts(tx, guess.pair)
  if (guess.account) await forgiveAttempt(tx, guess.account)
}

/** For whatever else must not be done without end, such as making accounts. */
export async function takeTurn(ctx: Ctx, limit: Limit): Promise<void> {
  await inLine(ctx, [limit.key], (tx) => take(ctx, tx, limit))
}

/** One refused limit undoes the others: a guess that is not checked must not use up any of them. */
async function take(ctx: Ctx, tx: Tx, limit: Limit): Promise<void> {
  const now = ctx.clock.now()
  const { count, since } = await countAttempt(tx, limit, now)
  if (count <= limit.max) return
  const until = new Date(since.getTime() + limit.windowMs)
  memoryOf(ctx.db).refuse(limit.key, until)
  throw tooMany(until, now)
}

/** Guesses wait in their own short line, so that they never hold all connections of the process. */
async function inLine<T>(ctx: Ctx, keys: string[], work: (tx: Tx) => Promise<T>): Promise<T> {
  const memory = memoryOf(ctx.db)
  const refuseIfKnown = () => {
    const now = ctx.clock.now()
    for (const key of keys) {
      const until = memory.refusedUntil(key, now)
      if (until) throw tooMany(until, now)
    }
  }
  refuseIfKnown()
  try {
    return await memory.line.execute(() => {
      refuseIfKnown() // The refusal may have been learnt while this one waited.
      return inTransaction(ctx.db, work)
    })
  } catch (error) {
    if (error instanceof BulkheadRejectedError) throw AccessProblem.sign_in_busy({ retryAfterS: 1 })
    throw error
  }
}

const tooMany = (until: Date, now: Date) =>
  AccessProblem.too_many_attempts({
    retryAfterS: Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1_000)),
  })

function limitsOf({ email, ip }: Attempt): Record<'address' | 'pair' | 'account', Limit> {
  const network = networkOf(ip)
  const windowMs = WINDOW_MS
  return {
    address: { key: keyOf('address', network), max: PER_ADDRESS, windowMs, since: 'first' },
    pair: {
      key: keyOf('pair', email, network),
      max: PER_ACCOUNT_AND_ADDRESS,
      windowMs,
      since: 'pause',
    },
    account: {
      key: keyOf('account', email),
      max: PER_ACCOUNT_FROM_STRANGERS,
      windowMs,
      since: 'pause',
    },
  }
}

/** A digest, so that the table does not tell which addresses and people were tried. */
export const keyOf = (...parts: string[]): string =>
  digestOf(JSON.stringify(parts)).toString('base64url')

const REMEMBERED_MAX = 10_000
const LINE = { width: 4, length: 2_000 }

/** Refusals are remembered here, so that a flood of them does not reach the database. */
class Refusals {
  readonly line = bulkhead(LINE.width, LINE.length)
  readonly #until = new Map<string, Date>()

  refuse(key: string, until: Date): void {
    const oldest = this.#until.keys().next().value
    if (this.#until.size >= REMEMBERED_MAX && oldest !== undefined) this.#until.delete(oldest)
    this.#until.set(key, until)
  }

  refusedUntil(key: string, now: Date): Date | undefined {
    const until = this.#until.get(key)
    if (!until || until > now) return until
    this.#until.delete(key)
    return undefined
  }
}

const memoryOf = perDatabase(() => new Refusals())
