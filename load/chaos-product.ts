import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import { standardGoods } from '#simulators/frame/goods.ts'
import { freePort } from '#tests/free-port.ts'
import { given } from '#tests/given.ts'
import type { Call } from './chaos-stores.ts'
import { type ProductProcess, startProcess } from './product-process.ts'

const ACCOUNT = { email: 'owner@penstock.test', password: 'correct horse battery staple' }
const PATIENCE_MS = 120_000

export type ChaosProduct = {
  call: Call
  /** Kills the program with SIGKILL, and starts it again at once at the same address. */
  kill(): Promise<void>
  stop(): Promise<void>
}

/** Starts the program on a database of its own, with stock of what the platforms sell. */
export async function startChaosProduct(
  more: Record<string, string>,
  pool: pg.Pool,
): Promise<ChaosProduct> {
  const port = await freePort()
  const settings = {
    ...more,
    ...{ PENSTOCK_HTTP_PORT: String(port), PENSTOCK_LOG_LEVEL: 'silent' },
    ...{ PENSTOCK_ADMIN_EMAIL: ACCOUNT.email, PENSTOCK_ADMIN_PASSWORD: ACCOUNT.password },
  }
  let running: ProductProcess = startProcess(settings)
  const url = await running.ready
  await stockUp(pool)
  return {
    call: callerOf(url),
    async kill() {
      running.child.kill('SIGKILL')
      await running.exited
      running = startProcess(settings)
      running.ready.catch(() => {})
    },
    async stop() {
      running.child.kill('SIGTERM')
      await running.exited
    },
  }
}

async function stockUp(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ id: string }>('select id from orgs')
  const words = given(pool, { orgId: rows[0]!.id })
  for (const { sku } of standardGoods()) await words.product(sku, 10_000_000)
}

/** Calls the API, and tries again while the program or its database is away. */
function callerOf(url: string): Call {
  let headers: Record<string, string> = {}
  const once: Call = async (method, where, body) => {
    const reply = await fetch(`${url}/api/v1${where}`, {
      method,
      headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await reply.text()
    return { status: reply.status, json: text === '' ? undefined : (JSON.parse(text) as unknown) }
  }
  const signIn = async () => {
    const { json } = await once('POST', '/auth/login', ACCOUNT)
    headers = { authorization: `Bearer ${(json as { accessToken?: string }).accessToken}` }
  }
  return async (method, where, body) => {
    const end = performance.now() + PATIENCE_MS
    for (;;) {
      const reply = await once(method, where, body).catch(() => undefined)
      if (reply && reply.status < 500 && reply.status !== 401) return reply
      if (performance.now() > end) throw new Error(`${where} is answered by nobody.`)
      if (reply?.status === 401) await signIn().catch(() => {})
      await delay(250)
    }
  }
}
