import type { Actor } from '../context.ts'
import type { Soon } from '../when.ts'

/** What a request shows to say who sends it. */
export type Credentials = { bearer?: string; cookie?: string; ip: string }

/** Who somebody turned out to be, and what they may do in which org. */
export type Identity = {
  orgId: string
  actor: Actor
  permissions: ReadonlySet<string>
  via: 'bearer' | 'cookie' | 'key'
  /** Of a key that is bound to one store. */
  storeId?: string
}

/** `undefined` when the credentials are worth nothing. What is kept in memory comes at once. */
export type Authenticate = (credentials: Credentials) => Soon<Identity | undefined>
