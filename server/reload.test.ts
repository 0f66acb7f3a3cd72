import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { scene } from '#tests/scene.ts'
import { reloadOn } from './reload.ts'

function envFile() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'penstock-env-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = path.join(folder, '.env')
  return { file, write: (...lines: string[]) => writeFileSync(file, `${lines.join('\n')}\n`) }
}

const KEYS = `PENSTOCK_SECRET_KEYS=test:${Buffer.alloc(32, 7).toString('base64')}`

test('a changed .env holds after a SIGHUP, and one with a fault changes nothing', async () => {
  await using world = await scene()
  const { runtime } = world
  const { file, write } = envFile()
  write(KEYS, 'PENSTOCK_RATE_LIMIT_PER_MINUTE=77', 'PENSTOCK_LOG_LEVEL=error')
  runtime.outbound.allowOwn('127.0.0.1:8090')
  reloadOn(runtime, file)
  expect(runtime.config.rateLimitPerMinute).toBe(77)
  expect(runtime.log.level).toBe('error')
  expect(runtime.outbound.refusalOf('http://127.0.0.1:8090')).toBeUndefined()
  expect(runtime.outbound.refusalOf('http://127.0.0.1:8091')).toMatch(/private|loopback|not/)
  write(KEYS, 'PENSTOCK_RATE_LIMIT_PER_MINUTE=none', 'PENSTOCK_LOG_LEVEL=info')
  reloadOn(runtime, file)
  expect(runtime.config.rateLimitPerMinute).toBe(77)
  expect(runtime.log.level).toBe('error')
})
