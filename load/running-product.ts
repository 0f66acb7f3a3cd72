import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startProcess } from './product-process.ts'
import { signIn } from './sign-in.ts'

export type RunningProduct = Awaited<ReturnType<typeof runningProduct>>

export const OWNER = { email: 'owner@penstock.test', password: 'correct horse battery staple' }

/** The same keys in every run, or a database of `--data` could not be read the second time. */
const KEYS = `bench:${Buffer.alloc(32, 7).toString('base64')}`

/** Starts the program on this database in a process of its own, and signs its owner in. */
export async function runningProduct(url: string, settings: Record<string, string> = {}) {
  const folder = await mkdtemp(path.join(tmpdir(), 'penstock-product-'))
  const product = startProcess({
    ...{ DATABASE_URL: url, PENSTOCK_DATA_DIR: folder, PENSTOCK_SECRET_KEYS: KEYS },
    ...{ PENSTOCK_HTTP_PORT: '0', PENSTOCK_LOG_LEVEL: 'warn' },
    ...{ PENSTOCK_ADMIN_EMAIL: OWNER.email, PENSTOCK_ADMIN_PASSWORD: OWNER.password },
    ...settings,
  })
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    product.child.kill(signal)
    await product.exited
    await rm(folder, { recursive: true, force: true, maxRetries: 10 })
  }
  try {
    const address = await product.ready
    const accessToken = await signIn(address, OWNER)
    const headers = { authorization: `Bearer ${accessToken}` }
    return { address, headers, call: callerOf(address, headers), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Calls the API with GET, or with POST when there is a body. Throws unless it succeeds. */
export const callerOf =
  (address: string, headers: Record<string, string> = {}) =>
  async <Reply>(
    where: string,
    body?: object,
    more: Record<string, string> = {},
  ): Promise<Reply> => {
    const method = body ? 'POST' : 'GET'
    const reply = await fetch(`${address}/api/v1${where}`, {
      ...{ method, ...(body && { body: JSON.stringify(body) }) },
      headers: { ...headers, ...more, ...(body && { 'content-type': 'application/json' }) },
    })
    const text = await reply.text()
    if (!reply.ok) throw new Error(`${method} ${where} was answered ${reply.status}: ${text}`)
    return (text === '' ? undefined : JSON.parse(text)) as Reply
  }

/** Reads the current metrics. */
export async function metricOf(address: string): Promise<(name: string) => number> {
  const text = await (await fetch(`${address}/metrics`)).text()
  return (name) => {
    const value = new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]
    if (value === undefined) throw new Error(`/metrics does not say ${name}.`)
    return Number(value)
  }
}
