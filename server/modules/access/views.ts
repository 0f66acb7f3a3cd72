import { z } from 'zod'
import { decodePosition, encodePosition } from '#platform/http/position.ts'
import type { KeyView, Language, PersonView, RoleView, UserView } from './contract.ts'
import type { Key } from './keys/store.ts'
import type { Member } from './people/store.ts'
import type { Role } from './roles/store.ts'

type Person = {
  id: string
  email: string
  name: string
  emailVerifiedAt: Date | null
  totpSealed: Buffer | null
  passwordChangeDue: boolean
  language: Language | null
}

export const viewOfPerson = (person: Person): z.output<typeof PersonView> => ({
  id: person.id,
  email: person.email,
  name: person.name,
  emailVerified: person.emailVerifiedAt !== null,
  totp: person.totpSealed !== null,
  passwordChangeDue: person.passwordChangeDue,
  language: person.language,
})

export const viewOfMember = (member: Member): z.output<typeof UserView> => ({
  id: member.id,
  email: member.email,
  name: member.name,
  role: { id: member.roleId, name: member.role },
  active: member.active,
  joined: member.joined,
  emailVerified: member.emailVerifiedAt !== null,
  totp: member.totp,
  createdAt: member.createdAt.toISOString(),
})

export const viewOfRole = (role: Role): z.output<typeof RoleView> => ({
  id: role.id,
  name: role.name,
  permissions: role.permissions,
  preset: role.preset !== null,
})

export const viewOfKey = (key: Key): z.output<typeof KeyView> => ({
  id: key.id,
  name: key.name,
  prefix: key.prefix,
  scopes: key.scopes,
  createdAt: key.createdAt.toISOString(),
  expiresAt: key.expiresAt?.toISOString() ?? null,
  lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
  revokedAt: key.revokedAt?.toISOString() ?? null,
  replacedBy: key.replacedBy,
  storeId: key.storeId,
})

/** All lists here go by id; one row more than asked for tells whether there is a next page. */
export async function pageOf<Row extends { id: string }>(
  query: { after?: string | undefined; limit: number },
  list: (page: { after?: string | undefined; limit: number }) => Promise<Row[]>,
) {
  const { limit } = query
  const after = query.after === undefined ? undefined : decodePosition(query.after, z.uuid())
  const found = await list({ after, limit: limit + 1 })
  const rows = found.slice(0, limit)
  const last = rows.at(-1)
  const nextCursor = found.length > limit && last ? encodePosition(last.id) : null
  return { rows, pagination: { limit, nextCursor } }
}
