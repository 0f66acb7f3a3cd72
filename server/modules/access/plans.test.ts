import { expect, test } from 'vitest'
import { openDatabase, type Tx } from '#platform/database.ts'
import { newId } from '#platform/random.ts'
import { scene } from '#tests/scene.ts'
import * as keys from './keys/store.ts'
import * as orgs from './orgs/store.ts'
import * as passwords from './passwords/store.ts'
import * as people from './people/store.ts'
import * as roles from './roles/store.ts'
import * as sessions from './sessions/store.ts'
import { findRights } from './standing/store.ts'
import { purgeBatch } from './store.ts'
import { PATIENCE } from '#tests/patience.ts'

const NOW = new Date('2026-01-15T12:00:00Z')
const HASH = Buffer.alloc(32)
const ID = newId()
const PAGE = { after: ID, limit: 50 }

/** Everything that grows with people, sessions or tries, and is read or changed often. */
const statements: [name: string, index: string, run: (tx: Tx) => Promise<unknown>][] = [
  ['sign in', 'memberships_by_user', (tx) => sessions.findCredentials(tx, 'a@shop.example')],
  ['session by id', 'sessions_pkey', (tx) => sessions.findLiveSession(tx, { id: ID }, NOW)],
  [
    'session by cookie',
    'sessions_token_hash_key',
    (tx) => sessions.findLiveSession(tx, { tokenHash: HASH }, NOW),
  ],
  ['sessions of a person', 'sessions_by_user', (tx) => sessions.listSessions(tx, ID, PAGE, NOW)],
  [
    'end sessions',
    'sessions_by_user',
    (tx) => sessions.revokeSessions(tx, { userId: ID, except: ID }, NOW),
  ],
  ['take a refresh token', 'refresh_tokens_pkey', (tx) => sessions.takeRefreshToken(tx, HASH, NOW)],
  ['find a used one', 'refresh_tokens_pkey', (tx) => sessions.findUsedRefreshToken(tx, HASH)],
  ['home org', 'memberships_by_user', (tx) => sessions.findHomeOrg(tx, ID)],
  [
    'rights of sessions and keys',
    'sessions_pkey',
    (tx) => findRights(tx, [{ orgId: ID, id: ID }], NOW),
  ],
  ['key by digest', 'api_keys_by_hash', (tx) => keys.findKeyByHash(tx, HASH, NOW)],
  ['keys', 'api_keys_pkey', (tx) => keys.listKeys(tx, ID, PAGE)],
  ['orgs of a person', 'memberships_by_user', (tx) => orgs.listOrgsOf(tx, ID, 50)],
  ['people', 'memberships', (tx) => people.listMembers(tx, ID, PAGE)],
  [
    'people of a role',
    'memberships_by_role',
    (tx) => people.listMembers(tx, ID, { ...PAGE, roleId: ID }),
  ],
  [
    'people who work here',
    'memberships_by_role',
    (tx) => people.listMembers(tx, ID, { ...PAGE, staff: true }),
  ],
  ['person', 'memberships', (tx) => people.findMember(tx, ID, ID)],
  ['an owner besides', 'memberships', (tx) => people.hasOwner(tx, ID, ID)],
  ['role in use', 'memberships_by_role', (tx) => roles.isRoleInUse(tx, ID, ID)],
  ['roles', 'roles_pkey', (tx) => roles.listRoles(tx, ID, PAGE)],
  [
    'known address',
    'known_addresses_pkey',
    (tx) => passwords.isKnownAddress(tx, 'a@shop.example', '192.0.2.1'),
  ],
  ['reset', 'password_resets_pkey', (tx) => passwords.findReset(tx, HASH, NOW)],
  ['take a reset', 'password_resets_pkey', (tx) => passwords.takeReset(tx, HASH, NOW)],
  ['end resets', 'password_resets_by_user', (tx) => passwords.endResets(tx, ID, NOW)],
  ['purge', 'sessions_by_expiry', (tx) => purgeBatch(tx, NOW)],
]

test('nothing that is done often reads a whole table', async () => {
  await using world = await scene()
  let texts: string[] = []
  const limits = { poolMax: 1, ...PATIENCE }
  const { db, pool, close } = openDatabase(world.url, {
    ...limits,
    onStatement: (text) => texts.push(text),
  })
  try {
    for (const [name, index, run] of statements) {
      texts = []
      await db.transaction().execute(run)
      // Small tables are scanned whatever there is; so a scan is only left where nothing else is.
      await pool.query('set enable_seqscan = off; set jit = off')
      const plans: string[] = []
      for (const text of texts.filter((one) => /^\s*(select|update|delete)/.test(one))) {
        const plan = await pool.query<Record<string, string>>(`explain (generic_plan) ${text}`)
        plans.push(...plan.rows.map((row) => row['QUERY PLAN']!))
      }
      expect([name, plans.filter((line) => line.includes('Seq Scan'))]).toEqual([name, []])
      expect([name, plans.join('\n')]).toEqual([name, expect.stringContaining(` ${index}`)])
    }
  } finally {
    await close()
  }
})
