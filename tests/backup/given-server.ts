import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, chown, mkdtemp, rm } from 'node:fs/promises'
import net from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'

const BINARIES = '/usr/lib/postgresql/15/bin'

export const hasGivenServer = existsSync(path.join(BINARIES, 'initdb'))

/** Debian's PostgreSQL 15, as an operator would give it: not ours, older, with its own ids. */
export async function startGivenServer() {
  const folder = await mkdtemp(path.join(tmpdir(), 'penstock-given-'))
  const user = await otherUser()
  if (user) await chown(folder, user.uid, user.gid)
  await chmod(folder, 0o700)
  const data = path.join(folder, 'data')
  const port = await freePort()
  const options = { ...user, env: { LC_ALL: 'C.UTF-8' }, cwd: '/' }
  const initdb = ['-D', data, '-U', 'penstock', '-E', 'UTF8', '-A', 'trust', '-N']
  await promisify(execFile)(path.join(BINARIES, 'initdb'), initdb, options)
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    fsync: 'off',
  }
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const server = spawn(path.join(BINARIES, 'postgres'), ['-D', data, ...args], {
    ...options,
    stdio: 'ignore',
  })
  const address = `postgres://penstock@127.0.0.1:${port}`
  await untilItAnswers(`${address}/postgres`)
  return {
    address,
    async [Symbol.asyncDispose]() {
      const ended = once(server, 'exit')
      server.kill('SIGINT') // Ends the sessions at once.
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** PostgreSQL refuses to run as root. */
async function otherUser(): Promise<{ uid: number; gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const idOf = async (kind: string) =>
    Number((await promisify(execFile)('id', [kind, 'nobody'])).stdout.trim())
  return { uid: await idOf('-u'), gid: await idOf('-g') }
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as net.AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

async function untilItAnswers(url: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const client = new pg.Client(url)
    client.on('error', () => {})
    try {
      await client.connect()
      return await client.end()
    } catch (error) {
      if (attempt === 200) throw error
      await pause(50)
    }
  }
}
