import { closeSync, existsSync, openSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { createLifecycle } from '#platform/lifecycle.ts'
import { createLog } from '#platform/log.ts'
import { runNode } from './processes.ts'

const program = path.join(import.meta.dirname, 'hold-lifecycle.ts')
const log = createLog({ level: 'silent' })
const never = () => new Promise<void>(() => {})

test('readiness goes first, then parts stop the other way round', async () => {
  const lifecycle = createLifecycle({ log, stopTimeoutMs: 5_000 })
  const order: string[] = []
  const part = (name: string) => ({
    unready: () => void order.push(`${name} unready`),
    stop: async () => {
      await Promise.resolve()
      order.push(`${name} stopped`)
    },
  })
  lifecycle.add('postgres', { stop: part('postgres').stop })
  lifecycle.add('worker', part('worker'))
  lifecycle.add('http', part('http'))

  expect(await Promise.all([lifecycle.stop(), lifecycle.stop()])).toEqual([0, 0])
  expect(order).toEqual([
    'worker unready',
    'http unready',
    'http stopped',
    'worker stopped',
    'postgres stopped',
  ])
})

test('a part that never stops is left at the limit', async () => {
  const lifecycle = createLifecycle({ log, stopTimeoutMs: 50 })
  lifecycle.add('stuck', { stop: never })
  expect(await lifecycle.stop()).toBe(1)
})

test('a part that fails to stop does not keep the others from it', async () => {
  const lifecycle = createLifecycle({ log, stopTimeoutMs: 5_000 })
  let isStopped = false
  lifecycle.add('postgres', { stop: () => void (isStopped = true) })
  lifecycle.add('broken', { stop: () => Promise.reject(new Error('broken')) })
  expect(await lifecycle.stop()).toBe(1)
  expect(isStopped).toBe(true)
})

test.for(['SIGTERM', 'SIGINT'] as const)('%s drains and ends with 0', async (signal) => {
  const running = runNode([program, '20'])
  await running.says(/ready/)
  running.child.kill(signal)
  expect(await running.ended).toBe(0)
  expect(running.printed()).toMatch(new RegExp(`stopping by ${signal}\n[^]*drained`))
})

test('a second signal ends at once', async () => {
  const running = runNode([program, '60000'])
  await running.says(/ready/)
  running.child.kill('SIGTERM')
  await running.says(/stopping/)
  running.child.kill('SIGTERM')
  expect(await running.ended).toBe(1)
  expect(running.printed()).not.toContain('drained')
})

test('a hangup is told and stops nothing', async () => {
  const running = runNode([program, '0'])
  await running.says(/ready/)
  running.child.kill('SIGHUP')
  await running.says(/hangup/)
  running.child.kill('SIGTERM')
  expect(await running.ended).toBe(0)
})

test('a process drains when the bootstrap that started it is gone', async () => {
  const running = runNode([program, '0'], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
  await running.says(/ready/)
  running.child.disconnect()
  expect(await running.ended).toBe(0)
  expect(running.printed()).toMatch(/stopping by parent ended\n[^]*drained/)
})

const FULL = '/dev/full'
test.skipIf(!existsSync(FULL))('a log that cannot be written keeps no process alive', async () => {
  const full = openSync(FULL, 'w')
  const running = runNode([program, '0'], { stdio: ['ignore', full, 'pipe'] })
  closeSync(full)
  await running.says(/ready/)
  running.child.kill('SIGTERM')
  expect(await running.ended).toBe(0)
})
