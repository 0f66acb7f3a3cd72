import { mkdirSync } from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import pg from 'pg'
import { accountFor } from './embedded-postgres/account.ts'
import { findBinaries } from './embedded-postgres/binaries.ts'
import { type Cluster, prepareCluster, SUPERUSER } from './embedded-postgres/cluster.ts'
import { keepRunning } from './embedded-postgres/keep-running.ts'
import { waitForPrevious } from './embedded-postgres/pid-file.ts'
import { launch, type ServerProcess } from './embedded-postgres/server-process.ts'
import type { Log } from './log.ts'
import { explainPathError, StartError } from './start-error.ts'

export type EmbeddedPostgres = { url: string; port: number; stop(): Promise<void> }

type Options = {
  /** The folder of the database itself; its log stands beside it as `postgres.log`. */
  dataDir: string
  settings?: Record<string, string>
  log?: Log | undefined
}

const DATABASE = 'penstock'

/**
 * Starts our own PostgreSQL as a child process, and restarts it should it ever end. It stops when
 * this process ends, however that happens.
 */
export async function startEmbeddedPostgres(options: Options): Promise<EmbeddedPostgres> {
  const cluster = openCluster(options)
  const { password, server, port } = await startServer(cluster).catch((error: unknown) => {
    throw explainPathError(error, cluster.dataDir)
  })
  const address = `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}`
  try {
    await createDatabase(`${address}/postgres`)
  } catch (error) {
    await server.stop()
    throw error
  }
  const { stop } = keepRunning(cluster, { server, port, log: options.log })
  return { url: `${address}/${DATABASE}`, port, stop }
}

function openCluster({ dataDir, settings = {} }: Options): Cluster {
  const folder = path.resolve(dataDir)
  try {
    mkdirSync(path.dirname(folder), { recursive: true, mode: 0o700 })
    const account = accountFor(folder)
    return { dataDir: folder, account, binaries: findBinaries(account), settings }
  } catch (error) {
    throw explainPathError(error, folder)
  }
}

async function startServer(cluster: Cluster) {
  const { password } = await prepareCluster(cluster)
  await waitForPrevious(cluster.dataDir)
  return { password, ...(await launchOnFreePort(cluster)) }
}

const PORT_ATTEMPTS_MAX = 5

/** A port that is free now may be taken a moment later, so more than one try is needed. */
async function launchOnFreePort(
  cluster: Cluster,
): Promise<{ server: ServerProcess; port: number }> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort()
    try {
      return { server: await launch(cluster, port), port }
    } catch (error) {
      const isTaken = error instanceof StartError && error.message.includes('TCP/IP sockets')
      if (!isTaken || attempt === PORT_ATTEMPTS_MAX) throw error
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo
      server.close(() => resolve(port))
    })
  })
}

async function createDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  await client.connect()
  try {
    const found = await client.query('select from pg_database where datname = $1', [DATABASE])
    if (found.rowCount === 0) await client.query(`create database ${DATABASE}`)
  } finally {
    await client.end()
  }
}
