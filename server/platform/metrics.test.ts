import { expect, test } from 'vitest'
import { scene } from '#tests/scene.ts'
import { openDatabase } from './database.ts'
import { createMetrics } from './metrics.ts'
import { watchPool } from './pool-metrics.ts'
import { watchProcess } from './process-metrics.ts'
import { PATIENCE } from '#tests/patience.ts'

test('a process shows its memory, its lag, its garbage and its build', async () => {
  const metrics = createMetrics()
  watchProcess(metrics, { version: '1.2.3', roles: ['api', 'worker'] })
  const text = await metrics.registry.metrics()
  expect(text).toContain('penstock_build_info{version="1.2.3"')
  expect(text).toContain('roles="api,worker"} 1')
  for (const name of [
    'nodejs_eventloop_lag_seconds',
    'process_resident_memory_bytes',
    'nodejs_gc',
  ]) {
    expect(text).toContain(name)
  }
})

test('a pool shows who works, who is idle and who waits', async () => {
  await using world = await scene()
  const database = openDatabase(world.url, { poolMax: 1, ...PATIENCE })
  const { pool } = database
  const metrics = createMetrics()
  watchPool(metrics, 'requests', pool)
  watchPool(metrics, 'jobs', { totalCount: 3, idleCount: 3, waitingCount: 0, options: {} })

  const client = await pool.connect()
  const waiting = pool.query('select 1')
  const busy = await metrics.registry.metrics()
  expect(busy).toContain('penstock_database_connections{pool="requests",state="in_use"} 1')
  expect(busy).toContain('penstock_database_connections_max{pool="requests"} 1')
  expect(busy).toContain('penstock_database_waiting{pool="requests"} 1')
  expect(busy).toContain('penstock_database_connections{pool="jobs",state="idle"} 3')

  client.release()
  await waiting
  const idle = await metrics.registry.metrics()
  expect(idle).toContain('penstock_database_connections{pool="requests",state="idle"} 1')
  expect(idle).toContain('penstock_database_waiting{pool="requests"} 0')
  await database.close()
})
