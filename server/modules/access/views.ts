import type { z } from 'zod'
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
