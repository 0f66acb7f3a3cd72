import path from 'node:path'
import * as access from '#access'
import * as audit from '#audit'
import * as catalog from '#catalog'
import * as channels from '#channels'
import * as customers from '#customers'
import * as intake from '#intake'
import * as integrity from '#integrity'
import * as live from '#live'
import * as orders from '#orders'
import * as payments from '#payments'
import type { Command } from '#platform/command.ts'
import type { Runtime } from '#platform/context.ts'
import { type Db, ping } from '#platform/database.ts'
import { createHttpServer } from '#platform/http/server.ts'
import { jobsCommands } from '#platform/jobs-commands.ts'
import { jobsRoutes } from '#platform/jobs-routes.ts'
import { checkSubscriptions } from '#platform/jobs-runtime/check-subscriptions.ts'
import { createWorker } from '#platform/jobs-runtime/worker.ts'
import type { Lifecycle } from '#platform/lifecycle.ts'
import type { Jobs } from '#platform/jobs.ts'
import { createListener, type Listener } from '#platform/listener.ts'
import { createNudge } from '#platform/nudge.ts'
import { outboundRoutes } from '#platform/outbound-routes.ts'
import type { App } from '#platform/routes.ts'
import { secretsCommands } from '#platform/secrets-commands.ts'
import * as reports from '#reports'
import * as settings from '#settings'
import * as stock from '#stock'
import * as stores from '#stores'
import { backupCommands } from './commands/backup.ts'
import { databaseCommands } from './commands/database.ts'
import { seedCommands } from './commands/seed.ts'
import { demoJobs } from './demo.ts'
import { setupRoutes } from './setup-routes.ts'
import { subjectKinds } from './subject-kinds.ts'
import { subscriptions } from './subscriptions.ts'
import { version } from './version.ts'

const registry = settings.composeRegistry([
  ...settings.shopSettings,
  ...stock.stockSettings,
  ...orders.salesSettings,
  intake.keepOriginalsDays,
  intake.lagAlarmMinutes,
])

const checks = [
  ...stock.stockChecks,
  ...payments.paymentChecks,
  ...orders.orderChecks,
  ...intake.intakeChecks,
  ...reports.reportChecks,
]

/**
 * The jobs of all modules. Throws when an event names a job that does not exist, or a job is never
 * started.
 */
const jobsFor = (runtime: Runtime, directUrl: string, land: intake.LandParts): Jobs =>
  checkSubscriptions(subscriptions, {
    access: access.accessJobs,
    catalog: catalog.catalogJobs,
    stock: stock.stockJobs,
    payments: payments.paymentJobs,
    orders: orders.orderJobs,
    channels: channels.channelJobs,
    intake: intake.intakeJobs(land, intake.storeLags(runtime.metrics)),
    reports: reports.reportJobs({ directUrl }),
    integrity: integrity.integrityJobs({ checks, directUrl }),
    demo: demoJobs({ directUrl }),
  })

export const commands: Command[] = [
  ...access.accessCommands,
  ...audit.auditCommands,
  ...settings.settingsCommands(registry),
  ...channels.channelCommands,
  ...intake.intakeCommands,
  ...jobsCommands,
  ...secretsCommands([
    ...access.sealedColumns,
    ...audit.sealedColumns,
    ...stores.sealedColumns,
    ...intake.sealedColumns,
  ]),
  ...databaseCommands,
  ...backupCommands,
  ...seedCommands,
  ...reports.reportCommands,
  ...integrity.integrityCommands(checks),
]

type Parts = {
  directUrl: string
  lifecycle: Lifecycle
  /** The delay of the event loop. Tests on a busy machine pass 0. */
  lagMs?: () => number
}

/**
 * Puts the parts together: the only place that knows every module. The server does not listen yet.
 */
export async function startApp(runtime: Runtime, parts: Parts): Promise<App> {
  const { directUrl, lifecycle } = parts
  const { config, log } = runtime
  const listener = createListener(directUrl, { log })
  lifecycle.add('listener', { stop: () => listener.close() })
  const watch = settings.watchSettings(runtime, listener)
  lifecycle.add('settings', { stop: () => watch.stop() })
  const engine = new orders.OrderEngine(runtime, { directUrl }, createNudge(runtime))
  lifecycle.add('order engine', { stop: () => engine.stop() })
  const land = intake.landParts(runtime, engine)
  lifecycle.add('arrivals', { stop: () => land.arrivals.stop() })
  const running = { ...parts, listener, engine, land }
  if (config.roles.includes('worker')) await startWorker(runtime, running)
  const app = await createServer(runtime, running)
  if (config.roles.includes('live')) serveLive(runtime, { app, lifecycle, listener })
  return app
}

type Running = Parts & {
  listener: Listener
  engine: orders.OrderEngine
  land: intake.LandParts
}

async function startWorker(
  runtime: Runtime,
  { directUrl, lifecycle, listener, land }: Running,
): Promise<void> {
  const jobs = jobsFor(runtime, directUrl, land)
  const worker = createWorker(runtime, { jobs, subscriptions, directUrl, listener })
  await worker.start()
  const search = orders.followOrders(runtime)
  lifecycle.add('order search', { stop: () => search.stop() })
  const pushing = channels.followStock(runtime)
  lifecycle.add('stock push', { stop: () => pushing.stop() })
  const counting = reports.followSales(runtime, directUrl)
  lifecycle.add('reports', { stop: () => counting.stop() })
  const queues = intake.followQueues({ runtime, land })
  lifecycle.add('queues', { stop: () => queues.stop() })
  const timeoutMs = Math.max(0, runtime.config.stopTimeoutMs - 1_000)
  lifecycle.add('worker', {
    stop: async () => {
      const { handedBack } = await worker.stop({ timeoutMs })
      if (handedBack > 0) runtime.log.info({ handedBack }, 'jobs handed back')
    },
  })
}

function serveLive(
  runtime: Runtime,
  { app, lifecycle, listener }: { app: App; lifecycle: Lifecycle; listener: Listener },
): void {
  const hub = new live.LiveHub(runtime, listener)
  const sockets = live.serveSockets(runtime, { server: app.server, hub })
  lifecycle.add('live feed', {
    stop: async () => {
      await sockets.stop()
      await hub.stop()
    },
  })
}

const WEB_ROOT = path.resolve(import.meta.dirname, '../web/dist')

/** Every process serves its health and metrics; everything else needs the role `api`. */
async function createServer(runtime: Runtime, running: Running): Promise<App> {
  const { lifecycle, lagMs, listener, land } = running
  const isApi = runtime.config.roles.includes('api')
  const authenticate = access.createAuthenticator(runtime)
  const taking = isApi && (await intake.openIntake(runtime, { land, listener, authenticate }))
  if (taking) lifecycle.add('intake', { stop: () => taking.stop() })
  const app = createHttpServer(runtime, {
    authenticate,
    defaultOrg: () => access.defaultOrgId(runtime),
    permissions: access.permissionCatalog,
    routes: isApi ? routesOf(runtime, running) : [],
    rootRoutes: taking ? [intake.importRoutes(taking)] : [],
    version,
    ready: async () => [
      await databaseCheck(runtime),
      ...(taking ? [intake.spoolCheck(taking)] : []),
    ],
    ...(isApi && { webRoot: WEB_ROOT }),
    ...(lagMs && { overrides: { lagMs } }),
  })
  lifecycle.add('http', { unready: () => app.stopping(), stop: () => app.close() })
  return app
}

function routesOf(runtime: Runtime, { engine, land }: Running) {
  return [
    access.accessRoutes,
    audit.auditRoutes(subjectKinds),
    settings.settingsRoutes(registry),
    setupRoutes,
    jobsRoutes,
    outboundRoutes,
    catalog.catalogRoutes,
    stock.stockRoutes({
      listShort: orders.listShort,
      orderNumbers: orders.orderNumbers,
      moverNames,
    }),
    customers.customerRoutes,
    orders.orderRoutes(engine),
    orders.orderListRoutes,
    orders.customerOrderRoutes,
    channels.channelRoutes({ catchUpOrders: intake.catchUpOrders(runtime, land) }),
    intake.messageRoutes(land),
    intake.syncRoutes,
    intake.statusRoutes,
    intake.removeRoutes,
    reports.reportRoutes,
    integrity.integrityRoutes,
    live.liveRoutes,
  ]
}

/** The names of people, API keys and stores by their ids, as each of them may move stock. */
async function moverNames(db: Db, orgId: string, movers: stock.Mover[]) {
  const [own, sellers] = await Promise.all([
    access.namesOf(db, orgId, movers),
    stores.listStores(db, orgId),
  ])
  return new Map([...own, ...sellers.map(({ id, name }) => [id, name] as const)])
}

async function databaseCheck({ db }: Runtime) {
  try {
    await ping(db)
    return { name: 'database', ok: true }
  } catch (error) {
    return { name: 'database', ok: false, detail: (error as Error).message }
  }
}
