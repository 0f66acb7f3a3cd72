import { createHash } from 'node:crypto'
import type { Outbound } from '#platform/outbound.ts'
import type { Connection } from '../../adapter.ts'
import { createThrottle, type Throttle } from './throttle.ts'

export type Token = { text: string; usableUntilMs: number }

/** What is kept of a seller between pieces of work: its token, and what is left of its rates. */
export type Session = {
  throttle: Throttle
  /** The refresh that is under way, or its result. */
  token: Promise<Token> | undefined
}

/** Bound to the `outbound` of a process, so that no two tests share a session. */
const sessions = new WeakMap<Outbound, Map<string, Session>>()

const SESSIONS_MAX = 1_000

export function sessionOf({ outbound, storeId, credentials, baseUrl }: Connection): Session {
  const ofProcess = sessions.get(outbound) ?? new Map<string, Session>()
  sessions.set(outbound, ofProcess)
  // Other credentials begin another session, because a token of the old ones must not be used.
  const names = Object.keys(credentials).toSorted()
  const secrets = JSON.stringify([baseUrl, names.map((name) => [name, credentials[name]])])
  const key = `${storeId}/${createHash('sha256').update(secrets).digest('base64')}`
  const found = ofProcess.get(key)
  if (found) return found
  if (ofProcess.size >= SESSIONS_MAX) ofProcess.clear()
  const session: Session = { throttle: createThrottle(), token: undefined }
  ofProcess.set(key, session)
  return session
}
