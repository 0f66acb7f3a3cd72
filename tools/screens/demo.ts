import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { freePort } from '#tests/free-port.ts'

export type Demo = Awaited<ReturnType<typeof startDemo>>

const EMAIL = 'owner@penstock.example'
const READY_LIMIT_MS = 180_000
const LOOK_EVERY_MS = 500

/** Starts the product on data of its own, with the demo and a signed-in owner. */
export async function startDemo(dataDir: string) {
  const [port, simulatorsPort] = [await freePort(), await freePort()]
  const password = randomBytes(18).toString('base64url')
  const settings = {
    PENSTOCK_DATA_DIR: dataDir,
    PENSTOCK_HTTP_PORT: String(port),
    PENSTOCK_SIMULATORS_PORT: String(simulatorsPort),
    PENSTOCK_ADMIN_EMAIL: EMAIL,
    PENSTOCK_ADMIN_PASSWORD: password,
    PENSTOCK_RATE_LIMITS: 'off',
    PENSTOCK_LOG_LEVEL: 'error',
  }
  const child = spawn(process.execPath, ['server/cli.ts', 'start'], {
    env: { ...process.env, ...settings },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()))
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
  }
  const url = `http://127.0.0.1:${port}`
  try {
    await until(() => child.exitCode === null && isReady(url))
    const cookie = await signIn(url, password)
    const ask = async (path: string) =>
      (await fetch(`${url}/api/v1${path}`, { headers: { cookie } })).json() as Promise<Reply>
    await until(async () => ((await ask('/orders?limit=50')).orders?.length ?? 0) === 50)
    return { url, ask, stop, signedIn: async () => stateOf(cookie) }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The part of a reply that is needed to find the addresses of pages. */
export type Reply = { [list: string]: Row[] | undefined }

type Row = { id: string; name?: string; holds?: string[]; itemCount?: number }

const isReady = (url: string): Promise<boolean> =>
  fetch(`${url}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  )

async function signIn(url: string, password: string): Promise<string> {
  const reply = await fetch(`${url}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ email: EMAIL, password, session: 'cookie' }),
  })
  const [cookie = ''] = reply.headers.getSetCookie()
  return cookie.split(';', 1)[0] ?? ''
}

function stateOf(cookie: string) {
  const [name = '', value = ''] = cookie.split(/=(.*)/s)
  const where = { domain: '127.0.0.1', path: '/', expires: -1 }
  const how = { httpOnly: true, secure: false, sameSite: 'Lax' as const }
  return { cookies: [{ name, value, ...where, ...how }], origins: [] }
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + READY_LIMIT_MS
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error('The demo was not there in time.')
    await setTimeout(LOOK_EVERY_MS)
  }
}
