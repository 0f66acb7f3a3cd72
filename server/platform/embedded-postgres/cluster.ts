import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs'
import path from 'node:path'
import { StartError } from '../start-error.ts'
import { type Account, giveTo, mayEnter } from './account.ts'
import type { Binaries } from './binaries.ts'
import { explain } from './explain.ts'
import { isAlive } from './pid-file.ts'
import { run } from './run.ts'

export const SUPERUSER = 'penstock'
const PASSWORD_FILE = 'penstock.password'

export type Cluster = {
  dataDir: string
  account: Account | undefined
  binaries: Binaries
  settings: Record<string, string>
}

/** Creates the database folder if there is none, and checks that this release can work with it. */
export async function prepareCluster(cluster: Cluster): Promise<{ password: string }> {
  if (isEmpty(cluster.dataDir)) await createCluster(cluster)
  else checkCluster(cluster)
  giveTo(cluster.account, cluster.dataDir)
  fs.chmodSync(cluster.dataDir, 0o700)
  return { password: readPassword(cluster.dataDir) }
}

/**
 * The path of the data folder for PostgreSQL. Its account may have no access to a folder above
 * (`/root`, a temporary folder), but a process can always use the folder in which it was started.
 */
export function addressOf(cluster: Cluster, folder: string): string {
  if (mayEnter(cluster.account, folder)) return folder
  if (fs.existsSync('/proc/self/cwd')) return '/proc/self/cwd'
  throw new StartError(
    `The user ${cluster.account?.name}, under whom PostgreSQL runs, cannot reach ${folder}. ` +
      'Set PENSTOCK_DATA_DIR to a folder that every user can reach, such as /var/lib/penstock.',
  )
}

function isEmpty(dataDir: string): boolean {
  return !fs.existsSync(dataDir) || fs.readdirSync(dataDir).length === 0
}

function checkCluster({ dataDir, binaries }: Cluster): void {
  const file = path.join(dataDir, 'PG_VERSION')
  if (!fs.existsSync(file)) {
    throw new StartError(
      `${dataDir} holds files, but no database. Move them away, or set PENSTOCK_DATA_DIR.`,
    )
  }
  const found = fs.readFileSync(file, 'utf8').trim()
  if (found === binaries.major) return
  throw new StartError(
    `The database in ${dataDir} was made by PostgreSQL ${found}, and this release brings ` +
      `PostgreSQL ${binaries.major}. Start the release that made it, take a backup there ` +
      '(./penstock backup), and restore it here into an empty PENSTOCK_DATA_DIR.',
  )
}

/**
 * Creates the folder under another name and renames it when it is complete, so that a kill leaves
 * no half database.
 */
async function createCluster(cluster: Cluster): Promise<void> {
  const { dataDir, account } = cluster
  removeLeftovers(dataDir)
  const desk = `${dataDir}.new-${process.pid}`
  const half = path.join(desk, 'data')
  const passwordFile = path.join(desk, 'password')
  try {
    fs.mkdirSync(half, { recursive: true, mode: 0o700 })
    fs.writeFileSync(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 })
    giveTo(account, desk)
    await initialise(cluster, half)
    fs.renameSync(passwordFile, path.join(half, PASSWORD_FILE))
    moveIntoPlace(half, dataDir)
  } finally {
    fs.rmSync(desk, { recursive: true, force: true })
  }
}

async function initialise(cluster: Cluster, folder: string): Promise<void> {
  const args = ['-D', addressOf(cluster, folder), '-U', SUPERUSER, '--data-checksums']
  args.push('-E', 'UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8')
  args.push('--auth=scram-sha-256', '--pwfile=../password')
  if (cluster.settings['fsync'] === 'off') args.push('--no-sync')
  const { code, output } = await run(cluster.binaries.initdb, args, {
    account: cluster.account,
    folder,
  })
  if (code !== 0) throw new StartError(explain(output, cluster.dataDir))
}

/** The rename must be on the disk before anything is written that relies on it. */
function moveIntoPlace(half: string, dataDir: string): void {
  fs.renameSync(half, dataDir)
  const parent = fs.openSync(path.dirname(dataDir), 'r')
  fs.fsyncSync(parent)
  fs.closeSync(parent)
}

/** Removes what a start left behind that was killed while it created its database. */
function removeLeftovers(dataDir: string): void {
  const parent = path.dirname(dataDir)
  if (!fs.existsSync(parent)) return
  const prefix = `${path.basename(dataDir)}.new-`
  for (const entry of fs.readdirSync(parent)) {
    if (!entry.startsWith(prefix) || isAlive(Number(entry.slice(prefix.length)))) continue
    try {
      fs.rmSync(path.join(parent, entry), { recursive: true, force: true })
    } catch {
      // The orphaned initdb still writes there; the next start removes it.
    }
  }
}

function readPassword(dataDir: string): string {
  const file = path.join(dataDir, PASSWORD_FILE)
  if (fs.existsSync(file)) return fs.readFileSync(file, 'utf8').trim()
  throw new StartError(
    `The password of the database is missing: ${file}. Put it back from a backup of the folder.`,
  )
}
