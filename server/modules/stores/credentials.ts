import type { Secrets } from '#platform/secrets.ts'
import type { SealedColumn } from '#platform/secrets-rewrap.ts'

/** What opens a platform for us, and what its messages are signed with. */
export type Credentials = {
  values: Readonly<Record<string, string>>
  /** Replaced, and still valid for a while: messages under way are signed with the old one. */
  previous: readonly { name: string; value: string; until: string }[]
}

export const NO_CREDENTIALS: Credentials = { values: {}, previous: [] }

/** Bound to its store: copied into another row it cannot be opened. */
const purposeOf = (storeId: string): string => `store ${storeId}`

export const sealCredentials = (
  secrets: Secrets,
  storeId: string,
  credentials: Credentials,
): Uint8Array => secrets.seal(Buffer.from(JSON.stringify(credentials)), purposeOf(storeId))

export function openCredentials(
  secrets: Secrets,
  storeId: string,
  sealed: Uint8Array | null,
): Credentials {
  if (!sealed) return NO_CREDENTIALS
  const plain = secrets.open(sealed, purposeOf(storeId))
  return JSON.parse(Buffer.from(plain).toString('utf8')) as Credentials
}

/** All values of these names that are valid at this moment, the current ones first. */
export function validSecrets(
  { values, previous }: Credentials,
  names: readonly string[],
  now: Date,
): string[] {
  const current = names.flatMap((name) => values[name] ?? [])
  const old = previous
    .filter(({ name, until }) => names.includes(name) && new Date(until) > now)
    .map(({ value }) => value)
  return [...new Set([...current, ...old])]
}

/**
 * The credentials with some replaced; `overlapMs` long the old values stay valid. No older one stays
 * longer: whoever says at once, since a secret is known to others, means all that came before.
 */
export function replaced(
  { values, previous }: Credentials,
  changes: Readonly<Record<string, string>>,
  { now, overlapMs }: { now: Date; overlapMs: number },
): Credentials {
  const until = new Date(now.getTime() + overlapMs).toISOString()
  const changed = new Set(Object.keys(changes).filter((name) => values[name] !== changes[name]))
  const retired = [...changed].flatMap((name) => {
    const value = values[name]
    return value === undefined ? [] : [{ name, value, until }]
  })
  const older = previous.map((one) =>
    changed.has(one.name) && one.until > until ? { ...one, until } : one,
  )
  const valid = [...retired, ...older].filter((one) => new Date(one.until) > now)
  return { values: { ...values, ...changes }, previous: valid }
}

/** What a rotation of the key ring has to put under the new key. */
export const sealedColumns: readonly SealedColumn[] = [
  {
    table: 'stores',
    idColumns: ['org_id', 'id'],
    column: 'credentials_sealed',
    purpose: (ids) => purposeOf(String(ids['id'])),
  },
]
