import type { Runtime } from '#platform/context.ts'
import type { Authenticate, Credentials } from '#platform/http/identity.ts'
import { type Soon, when } from '#platform/when.ts'
import { digestOf } from '../digest.ts'
import { findKeyByHash, touchKey } from '../keys/store.ts'
import { isKeyText } from '../keys/key.ts'
import { readAccessToken } from './access-token.ts'
import { identitiesOf, setOf, type SignedIn } from './identities.ts'
import { findLiveSession, type LiveSession, touchSession } from './store.ts'

/** Tells whose credentials these are; `undefined` when they are not valid, or no longer. */
export function createAuthenticator(runtime: Runtime): Authenticate {
  return (credentials) => when(findSignedIn(runtime, credentials), (signedIn) => signedIn?.identity)
}

/** The same, with the session. A bearer token is looked at before a cookie. */
export function findSignedIn(
  runtime: Runtime,
  { bearer, cookie }: Credentials,
): Soon<SignedIn | undefined> {
  const shown = bearer ?? cookie
  if (!shown || shown.length > SHOWN_MAX) return undefined
  const digest = digestOf(shown)
  const kind = bearer === undefined ? 'cookie' : 'bearer'
  const name = `${kind} ${digest.toString('base64')}`
  return identitiesOf(runtime.db).get(name, runtime.clock.now(), () => {
    if (kind === 'cookie') return fromCookie(runtime, digest)
    return isKeyText(shown) ? fromKey(runtime, digest) : fromToken(runtime, shown)
  })
}

const SHOWN_MAX = 4_096

async function fromToken(runtime: Runtime, text: string): Promise<SignedIn | undefined> {
  const token = await readAccessToken(runtime, text)
  if (!token) return undefined
  const session = await findLiveSession(runtime.db, { id: token.sessionId }, runtime.clock.now())
  if (session?.kind !== 'token' || session.userId !== token.userId) return undefined
  const expiresAt = token.expiresAt < session.expiresAt ? token.expiresAt : session.expiresAt
  return seen(runtime, session, 'bearer', expiresAt)
}

async function fromCookie(runtime: Runtime, tokenHash: Buffer): Promise<SignedIn | undefined> {
  const session = await findLiveSession(runtime.db, { tokenHash }, runtime.clock.now())
  return session && seen(runtime, session, 'cookie', session.expiresAt)
}

const SEEN_EVERY_MS = 60_000

async function seen(
  runtime: Runtime,
  session: LiveSession,
  via: 'bearer' | 'cookie',
  expiresAt: Date,
): Promise<SignedIn> {
  const now = runtime.clock.now()
  if (now.getTime() - session.lastSeenAt.getTime() >= SEEN_EVERY_MS) {
    await touchSession(runtime.db, session.id, now)
  }
  const actor = { type: 'user', id: session.userId, name: session.userName } as const
  const permissions = setOf(session.permissions)
  return {
    identity: { orgId: session.orgId, actor, permissions, via },
    sessionId: session.id,
    expiresAt,
  }
}

async function fromKey(runtime: Runtime, hash: Buffer): Promise<SignedIn | undefined> {
  const now = runtime.clock.now()
  const key = await findKeyByHash(runtime.db, hash, now)
  if (!key) return undefined
  if (!key.lastUsedAt || now.getTime() - key.lastUsedAt.getTime() >= SEEN_EVERY_MS) {
    await touchKey(runtime.db, key.orgId, key.id, now)
  }
  const actor = { type: 'key', id: key.id, name: key.name } as const
  const permissions = setOf(key.scopes)
  return {
    identity: {
      ...{ orgId: key.orgId, actor, permissions, via: 'key' },
      ...(key.storeId && { storeId: key.storeId }),
    },
    expiresAt: key.expiresAt,
  }
}
