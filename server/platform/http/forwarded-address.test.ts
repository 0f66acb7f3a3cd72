import { expect, test } from 'vitest'
import { httpStage } from '#tests/http/stage.ts'
import { createLog } from '../log.ts'
import type { Routes } from '../routes.ts'

const routes: Routes = (app) => {
  app.get('/address', {
    config: { permission: 'anyone' },
    handler: ({ ip }) => ({ ip }),
  })
}

test.for<[forwarded: string, ip: string]>([
  ['198.51.100.7', '198.51.100.7'],
  ['2001:db8::7', '2001:db8::7'],
  ['198.51.100.7","actor":"owner', '127.0.0.1'],
  ['198.51.100.7:4711', '127.0.0.1'],
  ['unknown', '127.0.0.1'],
])('a trusted proxy that forwards %s speaks for %s', async ([forwarded, ip]) => {
  const lines: string[] = []
  const log = createLog({ level: 'info', destination: { write: (line) => void lines.push(line) } })
  await using stage = await httpStage(routes, { PENSTOCK_TRUSTED_PROXIES: '127.0.0.1' }, { log })
  const headers = { 'x-forwarded-for': forwarded }
  const reply = await stage.app.inject({ url: '/api/v1/address', headers })
  expect([reply.statusCode, reply.json()]).toEqual([200, { ip }])
  await expect.poll(() => lines.length).toBe(1)
  const line = JSON.parse(lines[0]!) as Record<string, unknown>
  expect(line).toMatchObject({ ip, status: 200 })
  expect(line).not.toHaveProperty('actor')
})

test('what is no address does not make a caller one of this machine', async () => {
  await using stage = await httpStage(routes, { PENSTOCK_TRUSTED_PROXIES: '127.0.0.1' })
  const headers = { 'x-forwarded-for': 'nonsense' }
  expect((await stage.app.inject({ url: '/metrics', headers })).statusCode).toBe(401)
})
