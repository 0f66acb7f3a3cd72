import type { Db } from '#platform/database.ts'
import type { Identity } from '#platform/http/identity.ts'
import type { Soon } from '#platform/when.ts'
import { perDatabase } from '../process-memory.ts'

export type SignedIn = {
  identity: Identity
  /** Absent for an API key. */
  sessionId?: string
  expiresAt: Date | null
}

type Kept = { signedIn: SignedIn; freshUntilMs: number }

/** Whatever ends a session in another process is seen here within two seconds, look-up included. */
const FRESH_MS = 1_500
const KEPT_MAX = 10_000

/**
 * Callers who were recognised lately, by the digest of their credentials. A hit costs microseconds;
 * many requests of one caller that miss at the same time ask the database once.
 */
export class Identities {
  readonly #kept = new Map<string, Kept>()
  readonly #asked = new Map<string, Promise<SignedIn | undefined>>()
  #changes = 0

  get(
    key: string,
    now: Date,
    load: () => Promise<SignedIn | undefined>,
  ): Soon<SignedIn | undefined> {
    const kept = this.#kept.get(key)
    if (kept && kept.freshUntilMs > performance.now()) {
      return isExpired(kept.signedIn, now) ? undefined : kept.signedIn
    }
    return this.#asked.get(key) ?? this.#ask(key, load)
  }

  /** Forgets at once, and also what is being looked up while it is called. */
  forget(matches: (signedIn: SignedIn) => boolean): void {
    this.#changes++
    this.#asked.clear()
    for (const [key, { signedIn }] of this.#kept) {
      if (matches(signedIn)) this.#kept.delete(key)
    }
  }

  #ask(key: string, load: () => Promise<SignedIn | undefined>): Promise<SignedIn | undefined> {
    const changes = this.#changes
    const asked = load()
      .then((signedIn) => {
        if (signedIn && changes === this.#changes) this.#keep(key, signedIn)
        return signedIn
      })
      .finally(() => {
        if (this.#asked.get(key) === asked) this.#asked.delete(key)
      })
    this.#asked.set(key, asked)
    return asked
  }

  #keep(key: string, signedIn: SignedIn): void {
    this.#kept.delete(key)
    const oldest = this.#kept.keys().next().value
    if (this.#kept.size >= KEPT_MAX && oldest !== undefined) this.#kept.delete(oldest)
    this.#kept.set(key, { signedIn, freshUntilMs: performance.now() + FRESH_MS })
  }
}

const isExpired = ({ expiresAt }: SignedIn, now: Date) => expiresAt !== null && expiresAt <= now

const SETS_MAX = 1_000
const sets = new Map<string, ReadonlySet<string>>()

/** Ten thousand people have few different roles, so those who may do the same share one set. */
export function setOf(permissions: readonly string[]): ReadonlySet<string> {
  const name = permissions.join(' ')
  const known = sets.get(name)
  if (known) return known
  const made: ReadonlySet<string> = new Set(permissions)
  if (sets.size >= SETS_MAX) sets.clear()
  sets.set(name, made)
  return made
}

export const identitiesOf = perDatabase(() => new Identities())

/** To be called after the commit of whatever ends or narrows what somebody may do. */
export const forgetActor = (db: Db, actorId: string): void =>
  identitiesOf(db).forget(({ identity }) => identity.actor.id === actorId)

export const forgetSession = (db: Db, sessionId: string): void =>
  identitiesOf(db).forget((signedIn) => signedIn.sessionId === sessionId)

export const forgetOrg = (db: Db, orgId: string): void =>
  identitiesOf(db).forget(({ identity }) => identity.orgId === orgId)
