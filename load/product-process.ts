import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'

const ROOT = path.resolve(import.meta.dirname, '..')

export type ProductProcess = {
  child: ChildProcess
  /** The address that it printed. Rejects with its output when it ended before. */
  ready: Promise<string>
  output: () => string
  /** The exit code, or the signal that ended it. */
  exited: Promise<number | NodeJS.Signals>
}

/** The flags that `bin/run.mjs` sets. */
const FLAGS = ['--max-semi-space-size=64']

/** Starts the program as an operator does, in a process that can be killed. */
export function startProcess(settings: Record<string, string>): ProductProcess {
  const env = { ...inherited(), PENSTOCK_DEMO: 'off', PENSTOCK_RATE_LIMITS: 'off', ...settings }
  const child = spawn(process.execPath, [...FLAGS, path.join(ROOT, 'server/cli.ts'), 'start'], {
    cwd: ROOT,
    env,
    // The channel is only there to close when we end, upon which the product ends as well.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let output = ''
  const ready = Promise.withResolvers<string>()
  ready.promise.catch(() => {}) // Whoever only kills it does not wait for it.
  const listen = (chunk: Buffer) => {
    output += chunk.toString()
    const address = /Open\s+(http:\S+)/.exec(output)?.[1]
    if (address) ready.resolve(address)
  }
  child.stdout!.on('data', listen)
  child.stderr!.on('data', listen)
  const exited = once(child, 'exit').then(([code, signal]) => {
    ready.reject(new Error(`It ended with ${code ?? signal}:\n${output}`))
    return (code ?? signal) as number | NodeJS.Signals
  })
  return { child, ready: ready.promise, output: () => output, exited }
}

/** The environment without settings of the product, which must not leak into what is started. */
export const inherited = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] =>
        !/^(PENSTOCK_|DATABASE_|REDIS_|OTEL_|VITEST)/.test(entry[0]) && entry[1] !== undefined,
    ),
  )
