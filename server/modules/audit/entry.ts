import { createHash } from 'node:crypto'

/** One entry of the log, as it is written and as it is read back. */
export type Entry = {
  orgId: string
  seq: number
  at: Date
  actorType: string
  actorId: string | null
  actorName: string
  action: string
  subjectType: string
  subjectId: string
  before: unknown
  after: unknown
  cause: unknown
}

/** The end of a chain: the number and the hash of its last entry. */
export type Head = { seq: number; hash: Uint8Array }

/** What stands before the first entry. */
export const BEGINNING: Head = { seq: 0, hash: new Uint8Array(32) }

/** The hash of an entry and, through the hash of the entry before it, of all earlier entries. */
export function hashOf(entry: Entry, previousHash: Uint8Array): Buffer {
  const { orgId, seq, at, actorType, actorId, actorName, action, subjectType, subjectId } = entry
  const fields = [orgId, seq, at.toISOString(), actorType, actorId, actorName]
  fields.push(action, subjectType, subjectId)
  const text = canonical([...fields, entry.before, entry.after, entry.cause])
  return createHash('sha256').update(previousHash).update(text).digest()
}

/** The bytes of an end that are sealed, so that the database alone is not enough to forge one. */
export const sealedPartOf = (orgId: string, { seq, hash }: Head): Buffer =>
  Buffer.from(`${orgId} ${seq} ${Buffer.from(hash).toString('hex')}`)

export const isSame = (one: Uint8Array, other: Uint8Array): boolean =>
  Buffer.compare(one, other) === 0

/** The same value always gives the same text, whatever the order of its fields. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value ?? null)
  const fields = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1))
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`).join(',')}}`
}

/** Fields with these names are never written down, wherever they stand. */
const SECRETS = [
  'password',
  'passphrase',
  'secret',
  'token',
  'credentials',
  'authorization',
  'cookie',
  'apikey',
  'privatekey',
  'recoverycode',
  'otp',
]
const SECRET = new RegExp(`(${SECRETS.join('|')})s?(hash|digest|sealed)?$`)

/** The value as JSON keeps it, without the fields that are named like secrets. */
export function withoutSecrets(value: unknown): unknown {
  if (value === undefined) return null
  return JSON.parse(JSON.stringify(value), (name, field) => (isSecret(name) ? undefined : field))
}

const isSecret = (name: string): boolean =>
  SECRET.test(name.toLowerCase().replaceAll(/[^a-z]/g, ''))
