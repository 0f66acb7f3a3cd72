import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { rewrap, undeclaredColumns } from '#platform/secrets-rewrap.ts'
import { createSecrets } from '#platform/secrets.ts'
import { scene } from '#tests/scene.ts'
import { accessJobs } from './jobs.ts'
import { ensureFirstOrg } from './orgs/first-org.ts'
import { logIn } from './sessions/log-in.ts'
import { refreshSession } from './sessions/refresh-session.ts'
import { sealedColumns } from './sealed.ts'
import { totpPurpose } from './totp/second-factor.ts'

const DAY_MS = 86_400_000
const OWNER = { email: 'owner@shop.example', password: 'correct horse battery' }

const purge = accessJobs['access.purge_expired']!

test('what has been over for a week goes, and what still counts stays', async () => {
  await using world = await scene({ PENSTOCK_SESSION_TTL_S: '864000' })
  await ensureFirstOrg(world.runtime, OWNER)
  const client = { ip: '203.0.113.1', userAgent: 'test', session: 'token' as const }
  const { session } = await logIn(world.ctx, { ...OWNER, ...client })
  if (session.kind === 'token') await refreshSession(world.ctx, session)
  const left = async () => {
    await purge.run(world.ctx, {}, new AbortController().signal)
    const [row] = await world.rows(`select (select count(*) from sessions)::int as sessions,
      (select count(*) from refresh_tokens)::int as tokens,
      (select count(*) from attempts)::int as attempts`)
    return row
  }
  expect(await left()).toEqual({ sessions: 1, tokens: 2, attempts: 2 })
  world.pass(8 * DAY_MS)
  expect(await left()).toEqual({ sessions: 1, tokens: 1, attempts: 0 })
  world.pass(10 * DAY_MS)
  expect(await left()).toEqual({ sessions: 0, tokens: 0, attempts: 0 })
})

test('a rotation of the key ring finds all that is sealed here', async () => {
  await using world = await scene()
  const [older, newer] = ['older', 'newer'].map(
    (id) => `${id}:${randomBytes(32).toString('base64')}`,
  ) as [string, string]
  await ensureFirstOrg(world.runtime, OWNER)
  const [user] = await world.rows<{ id: string }>('select id from users')
  const purpose = totpPurpose(user!.id)
  const sealed = Buffer.from(createSecrets([older]).seal(Buffer.from('secret'), purpose))
  await world.rows('update users set totp_sealed = $1, totp_pending_sealed = $1', [sealed])

  await rewrap(world.runtime.db, createSecrets([newer, older]), sealedColumns)
  const [row] = await world.rows<Record<string, Buffer>>(
    'select totp_sealed, totp_pending_sealed from users',
  )
  for (const rewrapped of Object.values(row!)) {
    expect(Buffer.from(createSecrets([newer]).open(rewrapped, purpose)).toString()).toBe('secret')
  }
  const columns = await undeclaredColumns(world.runtime.db, sealedColumns)
  expect(columns.filter((name) => name.startsWith('users.'))).toEqual([])
})
