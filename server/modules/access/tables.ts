import { tablesOf } from '#platform/database.ts'
import type { Language } from './contract.ts'

type UserRow = {
  id: string
  email: string
  name: string
  password_hash: string | null
  password_change_due: boolean
  language: Language | null
  email_verified_at: Date | null
  totp_sealed: Buffer | null
  totp_pending_sealed: Buffer | null
  totp_step: number | null
  created_at: Date
}

type SessionRow = {
  id: string
  user_id: string
  current_org_id: string
  kind: 'cookie' | 'token'
  token_hash: Buffer | null
  ip: string
  user_agent: string
  created_at: Date
  last_seen_at: Date
  expires_at: Date
  revoked_at: Date | null
}

type KeyRow = {
  org_id: string
  id: string
  name: string
  prefix: string
  hash: Buffer
  scopes: string[]
  created_at: Date
  expires_at: Date | null
  last_used_at: Date | null
  revoked_at: Date | null
  replaced_by: string | null
  store_id: string | null
}

type RoleRow = {
  org_id: string
  id: string
  name: string
  permissions: string[]
  preset: string | null
  created_at: Date
}

type MembershipRow = {
  org_id: string
  user_id: string
  role_id: string
  deactivated_at: Date | null
  created_at: Date
}

export const tables = tablesOf<{
  orgs: { id: string; slug: string; name: string; created_at: Date }
  users: UserRow
  roles: RoleRow
  memberships: MembershipRow
  sessions: SessionRow
  refresh_tokens: { hash: Buffer; session_id: string; created_at: Date; used_at: Date | null }
  recovery_codes: { user_id: string; hash: Buffer; used_at: Date | null }
  password_resets: {
    hash: Buffer
    user_id: string
    mailed: boolean
    created_at: Date
    expires_at: Date
    used_at: Date | null
  }
  api_keys: KeyRow
  attempts: { key: string; count: number; since: Date }
  known_addresses: { user_id: string; address: string; seen_at: Date }
}>()
