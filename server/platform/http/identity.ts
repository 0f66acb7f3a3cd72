import type { Actor } from '../context.ts'
import type { Soon } from '../when.ts'

/** The credentials of a request. */
export type Credentials = { bearer?: string; cookie?: string }

/** Who the caller is, and what they may do in which org. */
export type Identity = {
  orgId: string
  actor: Actor
  permissions: ReadonlySet<string>
  via: 'bearer' | 'cookie' | 'key'
  /** The store that an API key is bound to. */
  storeId?: string
}

/**
 * Gives `undefined` when the credentials are not valid. An identity that is cached is given at
 * once.
 */
export type Authenticate = (credentials: Credentials) => Soon<Identity | undefined>
