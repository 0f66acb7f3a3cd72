import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import type { Ctx } from '#platform/context.ts'
import { live, readSetting } from '#settings'

const SIMULATORS = path.resolve(import.meta.dirname, '../simulators/main.ts')
const READY_MS_MAX = 20_000

export type Simulators = { url: string; stop(): Promise<void> }

type Options = {
  /** When the demo was made. The platforms keep their data in a folder for this demo alone. */
  madeAt: Date
  /** Aborts a start that is under way. */
  signal: AbortSignal
}

/**
 * Runs the simulated platforms in a process of their own. They remember what they knew at the last
 * start.
 */
export async function runSimulators(ctx: Ctx, options: Options): Promise<Simulators> {
  const port = ctx.config.simulatorsPort
  return runAt(ctx, port, options).catch((error: unknown) => {
    if (options.signal.aborted) throw error
    return runAt(ctx, 0, options)
  }) // The port may be taken, for example by another Penstock.
}

/** Deletes what the simulated platforms know, because the demo was removed. */
export const forgetSimulated = (ctx: Ctx): Promise<void> =>
  rm(folderOf(ctx), { recursive: true, force: true })

const folderOf = ({ config }: Ctx): string => path.join(config.dataDir, 'simulators')

async function runAt(ctx: Ctx, port: number, { madeAt, signal }: Options): Promise<Simulators> {
  const isLively = await readSetting(ctx, live.demoTraffic)
  signal.throwIfAborted()
  // Its channel closes when this process ends, even by SIGKILL, and then it ends as well.
  const child = spawn(process.execPath, [SIMULATORS], {
    stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
    // The Ctrl-C of a terminal is for us: we stop the platforms once the jobs have drained.
    detached: process.platform !== 'win32',
    env: {
      ...process.env,
      PENSTOCK_SIMULATORS_PORT: String(port),
      PENSTOCK_SIMULATORS_FOLDER: path.join(folderOf(ctx), String(madeAt.getTime())),
      // Another seed at each start, because the orders of the last one are in our books already.
      PENSTOCK_SIMULATORS_SEED: String(ctx.clock.now().getTime() % 2_147_483_647),
      ...(!isLively && { PENSTOCK_SIMULATORS_EVERY_MS: '0' }),
    },
  })
  const giveUp = () => child.kill('SIGTERM')
  signal.addEventListener('abort', giveUp)
  try {
    return { url: await urlOf(child), stop: () => end(child) }
  } finally {
    signal.removeEventListener('abort', giveUp)
  }
}

async function urlOf(child: ChildProcess): Promise<string> {
  const said = once(child.stdout!, 'data', { signal: AbortSignal.timeout(READY_MS_MAX) })
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`The simulated platforms ended with ${code}; is their port taken?`)
  })
  const [line] = (await Promise.race([said, ended])) as [Buffer]
  return /https?:\S+/.exec(line.toString())![0]
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}
