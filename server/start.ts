import net from 'node:net'
import * as access from '#access'
import type { Config } from '#platform/config.ts'
import type { Ctx, Runtime } from '#platform/context.ts'
import { scoped } from '#platform/events.ts'
import { PORT_STANDARD, takeDataDir, type TakenDataDir, urlOf } from '#platform/instance.ts'
import type { Lifecycle } from '#platform/lifecycle.ts'
import type { Log } from '#platform/log.ts'
import { migrate } from '#platform/migrate.ts'
import { ensureMonths } from '#platform/partitions.ts'
import type { App } from '#platform/routes.ts'
import { StartError } from '#platform/start-error.ts'
import * as stock from '#stock'
import { startApp } from './app.ts'
import { startDatabase } from './database.ts'
import { prepareDemo, restSimulatedStores } from './demo-channels.ts'
import { ensureDemo } from './demo.ts'
import { openRuntime } from './runtime.ts'
import { announceSimulators } from './welcome.ts'

export type Started = {
  runtime: Runtime
  url: string
  databaseUrl: string
  embedded: boolean
  owner: { email: string; password?: string | undefined; created: boolean; orgId: string }
}

type Parts = { log: Log; lifecycle: Lifecycle }

/**
 * Starts everything in order: data folder, database, migrations, first org, the parts, and last the
 * HTTP server.
 */
export async function start(config: Config, { log, lifecycle }: Parts): Promise<Started> {
  // Many processes may share a configured database; only the embedded one needs a folder for one
  // process alone.
  const folder = config.databaseUrl ? undefined : await takeDataDir(config.dataDir)
  if (folder) lifecycle.add('data folder', { stop: () => folder.release() })
  const database = await startDatabase(config, log)
  lifecycle.add('database', { stop: () => database.stop() })
  const applied = await migrate(database.directUrl)
  if (applied.length > 0) log.info({ applied: applied.length }, 'migrations applied')

  const { runtime, close } = openRuntime(config, database.url, log)
  lifecycle.add('connections', { stop: close })
  await ensureMonths(runtime.db, 'history', runtime.clock.now())
  const owner = await firstOwner(runtime)
  await stock.ensureMainLocation({ db: runtime.db, orgId: owner.orgId })
  if (config.demo) await fillDemo(runtime, owner.orgId, database.directUrl)
  const hasSimulators = config.demo && config.roles.includes('simulators')
  const demo = hasSimulators ? prepareDemo(demoCtx(runtime, owner.orgId), lifecycle) : undefined
  const app = await startApp(runtime, { directUrl: database.directUrl, lifecycle })
  const url = await listen(app, config)
  publish(folder, lifecycle, { httpUrl: url, databaseUrl: database.url })
  const onUp = (at: string) => announceSimulators(at, config.simulatorsPort)
  demo?.follow({ origin: url, onUp })
  return { runtime, url, databaseUrl: database.url, embedded: database.embedded, owner }
}

async function fillDemo(runtime: Runtime, orgId: string, directUrl: string): Promise<void> {
  const ctx = demoCtx(runtime, orgId)
  await ensureDemo(ctx, { directUrl })
  await restSimulatedStores(ctx)
}

const demoCtx = (runtime: Runtime, orgId: string): Ctx =>
  scoped(runtime, { orgId, actor: { type: 'system', id: null, name: 'demo' } })

async function firstOwner(runtime: Runtime): Promise<Started['owner']> {
  const { adminEmail: email, adminPassword } = runtime.config
  const { created, password, orgId } = await access.ensureFirstOrg(runtime, {
    email,
    ...(adminPassword !== undefined && { password: adminPassword }),
  })
  return { email, password, created, orgId }
}

/**
 * Publishes where the database is, for commands, and that this process is about to stop, for other
 * starts.
 */
function publish(
  folder: TakenDataDir | undefined,
  lifecycle: Lifecycle,
  info: { httpUrl: string; databaseUrl: string },
): void {
  folder?.publish(info)
  lifecycle.add('address', { unready: () => folder?.publish({ ...info, isStopping: true }) })
}

const PORTS_TRIED_MAX = 50

/** A configured port must be free. Without one, the standard port or the next free one is taken. */
async function listen(app: App, config: Config): Promise<string> {
  const host = config.httpHost
  const port = config.httpPort ?? (await firstFree(host))
  try {
    await app.listen({ host, port, backlog: 4_096 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    throw new StartError(
      `Port ${port} is taken by another program. Choose another PENSTOCK_HTTP_PORT, ` +
        'or leave it out and the next free one is taken.',
    )
  }
  const { port: actual } = app.server.address() as net.AddressInfo
  return urlOf(host, actual)
}

async function firstFree(host: string): Promise<number> {
  for (let port = PORT_STANDARD; port < PORT_STANDARD + PORTS_TRIED_MAX; port++) {
    if (await isFree(host, port)) return port
  }
  return 0
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = net.createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, host, () => probe.close(() => resolve(true)))
  })
}
