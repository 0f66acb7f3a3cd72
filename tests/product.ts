import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Clock } from '#platform/clock.ts'
import { readConfig } from '#platform/config.ts'
import { openDatabase } from '#platform/database.ts'
import { createLifecycle } from '#platform/lifecycle.ts'
import { createLog } from '#platform/log.ts'
import { ensureMonths } from '#platform/partitions.ts'
import * as access from '#access'
import { startApp } from '../server/app.ts'
import { openRuntime } from '../server/runtime.ts'
import { dropDatabase, emptyDatabase } from './scene.ts'
import { expectHistoriesToGiveTheOrders } from './told-again.ts'

const EMAIL = 'owner@penstock.test'
const PASSWORD = 'correct horse battery staple'

/** The whole product in this process, on a database of its own, with an owner who can sign in. */
export async function startProduct(
  settings: Record<string, string> = {},
  parts: { clock?: Clock } = {},
) {
  const databaseUrl = settings['DATABASE_URL'] ?? (await emptyDatabase())
  const dataDir = mkdtempSync(path.join(tmpdir(), 'penstock-product-'))
  const config = readConfig({
    DATABASE_URL: databaseUrl,
    PENSTOCK_DATA_DIR: dataDir,
    PENSTOCK_DEMO: 'off',
    PENSTOCK_RATE_LIMITS: 'off',
    PENSTOCK_HTTP_PORT: '0',
    PENSTOCK_STOP_TIMEOUT_MS: '5000',
    PENSTOCK_SECRET_KEYS: `test:${randomBytes(32).toString('base64')}`,
    ...settings,
  })
  const begin = async (port: number) => {
    const log = createLog({ level: 'silent' })
    const lifecycle = createLifecycle({ log, stopTimeoutMs: config.stopTimeoutMs })
    const { runtime, close } = openRuntime(config, databaseUrl, log)
    Object.assign(runtime, parts)
    lifecycle.add('connections', { stop: close })
    await ensureMonths(runtime.db, 'history', runtime.clock.now())
    const { orgId } = await access.ensureFirstOrg(runtime, { email: EMAIL, password: PASSWORD })
    const app = await startApp(runtime, { directUrl: databaseUrl, lifecycle, lagMs: () => 0 })
    const url = await app.listen({ port, host: '127.0.0.1' })
    return { url, app, runtime, orgId, lifecycle }
  }
  const product = {
    ...(await begin(0)),
    ...{ databaseUrl, email: EMAIL, password: PASSWORD },
    /** Ends it, and starts it again at the same address on the same data. */
    restart: async (meanwhile: () => Promise<void>) => {
      await product.lifecycle.stop()
      await meanwhile()
      Object.assign(product, await begin(Number(new URL(product.url).port)))
    },
    stop: async () => {
      await product.lifecycle.stop()
      const limits = { poolMax: 1, waitMs: 5_000, queryTimeoutMs: 30_000 }
      const { db, pool, close: end } = openDatabase(databaseUrl, limits)
      try {
        await expectHistoriesToGiveTheOrders(db, pool)
      } finally {
        await end()
        await dropDatabase(databaseUrl)
        rmSync(dataDir, { recursive: true, force: true })
      }
    },
  }
  return product
}

export type Product = Awaited<ReturnType<typeof startProduct>>

/** Signs in as a program does, and gives the header that every request then carries. */
export async function signIn(product: Product, as: { email?: string; password?: string } = {}) {
  const { email = product.email, password = product.password } = as
  const reply = await product.app.inject({
    method: 'POST',
    url: '/api/v1/auth/login',
    payload: { email, password },
  })
  const { accessToken } = reply.json<{ accessToken: string }>()
  return { authorization: `Bearer ${accessToken}` }
}
