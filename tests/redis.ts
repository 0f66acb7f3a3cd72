import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import net from 'node:net'
import { freePort } from './free-port.ts'

const SERVER = '/usr/bin/redis-server'

export const hasRedis = existsSync(SERVER)
if (!hasRedis) console.warn(`Skipped: what needs a real Redis, because ${SERVER} is not installed.`)

/** A real Redis that can be flushed, frozen, killed and started again at the same address. */
export async function startRedis() {
  const port = await freePort()
  let child: ChildProcess
  const start = async () => {
    const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '']
    child = spawn(SERVER, args, { stdio: ['ignore', 'pipe', 'ignore'] })
    for await (const chunk of child.stdout!) if (String(chunk).includes('Ready')) return
  }
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  await start()
  return {
    ...{ url: `redis://127.0.0.1:${port}`, start, kill },
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    async flush() {
      const socket = net.connect(port, '127.0.0.1')
      socket.end('FLUSHALL\r\n')
      socket.resume()
      await once(socket, 'close')
    },
    [Symbol.asyncDispose]: kill,
  }
}
