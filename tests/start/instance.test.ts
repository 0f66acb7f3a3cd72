import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { readConfig } from '#platform/config.ts'
import { addressOf, findInstance, takeDataDir } from '#platform/instance.ts'
import { emptyFolder, runNode } from './processes.ts'

const program = path.join(import.meta.dirname, 'hold-data-dir.ts')

test('of many that come at once, one works on the folder', async () => {
  const dataDir = path.join(emptyFolder(), 'data')
  const all = Array.from({ length: 6 }, () => runNode([program, dataDir]))
  const outcomes = await Promise.all(
    all.map((one) => Promise.race([one.says(/taken/).then(() => 'taken'), one.ended])),
  )
  expect(outcomes.filter((outcome) => outcome === 'taken')).toHaveLength(1)
  expect(outcomes.filter((outcome) => outcome === 1)).toHaveLength(5)
})

test('the second is told which process and which address', async () => {
  const dataDir = emptyFolder()
  const first = runNode([program, dataDir])
  await first.says(/taken/)
  await expect(takeDataDir(dataDir, { waitMs: 100 })).rejects.toThrow(
    `Penstock already runs on ${dataDir}: process ${first.child.pid}, at http://127.0.0.1:8080.`,
  )
})

test('the folder of a killed process is free at once', async () => {
  const dataDir = emptyFolder()
  const killed = runNode([program, dataDir])
  await killed.says(/taken/)
  expect(findInstance(dataDir)).toEqual({
    pid: killed.child.pid,
    httpUrl: 'http://127.0.0.1:8080',
    databaseUrl: 'postgres://somewhere',
  })
  const configAt = (host: string) =>
    readConfig({ PENSTOCK_DATA_DIR: dataDir, PENSTOCK_HTTP_HOST: host })
  const config = configAt('0.0.0.0')
  expect(addressOf(config)).toBe('http://127.0.0.1:8080')
  killed.child.kill('SIGKILL')
  await killed.ended
  expect(findInstance(dataDir)).toBeUndefined()
  expect(addressOf(config)).toBe('http://localhost:8080')
  expect(addressOf(configAt('10.0.0.7'))).toBe('http://10.0.0.7:8080')

  const next = await takeDataDir(dataDir, { waitMs: 0 })
  expect(findInstance(dataDir)).toEqual({ pid: process.pid })
  next.release()
})

test('a process that is stopping is waited for', async () => {
  const dataDir = emptyFolder()
  const first = await takeDataDir(dataDir)
  first.publish({ isStopping: true })
  const second = takeDataDir(dataDir, { waitMs: 0 })
  first.release()
  await expect(second).resolves.toBeDefined()
  ;(await second).release()
})

test('nobody else can read the address of the database', async () => {
  const dataDir = path.join(emptyFolder(), 'data')
  const taken = await takeDataDir(dataDir)
  taken.publish({ databaseUrl: 'postgres://penstock:secret@127.0.0.1/penstock' })
  const file = path.join(dataDir, 'instance.json')
  expect(readFileSync(file, 'utf8')).toContain('secret')
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(statSync(dataDir).mode & 0o777).toBe(0o700)
  taken.release()
  expect(findInstance(dataDir)).toBeUndefined()
})
