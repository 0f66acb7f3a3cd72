import type { Secrets } from '#platform/secrets.ts'
import type { SealedColumn } from '#platform/secrets-rewrap.ts'

/** The credentials of a store: what opens its platform for us, and what signs its messages. */
export type Credentials = {
  values: Readonly<Record<string, string>>
  /**
   * Values that were replaced and are valid for a while, because messages under way are signed with
   * them.
   */
  previous: readonly { name: string; value: string; until: string }[]
}

export const NO_CREDENTIALS: Credentials = { values: {}, previous: [] }

/**
 * Sealed credentials are bound to their store: copied into the row of another one they cannot be
 * opened.
 */
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

/** All values of these names that are valid now, the current ones first. */
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
 * The credentials with some values replaced. The old values stay valid for `overlapMs`, and even
 * older ones no longer than that: whoever replaces a secret at once, because it has become known,
 * means those as well.
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

/** The columns that a rotation of the key ring seals anew. */
export const sealedColumns: readonly SealedColumn[] = [
  {
    table: 'stores',
    idColumns: ['org_id', 'id'],
    column: 'credentials_sealed',
    purpose: (ids) => purposeOf(String(ids['id'])),
  },
]
