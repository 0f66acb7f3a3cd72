import * as fs from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as delay } from 'node:timers/promises'
import type { Config } from './config.ts'
import { explainPathError, StartError } from './start-error.ts'

/** What a command needs to know about the process that works on a data folder. */
export type Instance = {
  pid: number
  httpUrl?: string | undefined
  databaseUrl?: string | undefined
  isStopping?: boolean
}

export type TakenDataDir = {
  /** Tells other processes of this user where this one can be reached. May be called again. */
  publish(info: Omit<Instance, 'pid'>): void
  /** Releases the folder for the next process. */
  release(): void
}

const STOPPING_TIMEOUT_MS = 30_000

/**
 * Makes this process the only one that works on the folder. The kernel holds the lock (taken
 * through an empty SQLite file), so it ends with the process, even by SIGKILL. Waits a little,
 * because a process that was told to end may still hold it.
 */
export async function takeDataDir(dataDir: string, { waitMs = 3_000 } = {}): Promise<TakenDataDir> {
  openFolder(dataDir)
  const lock = new DatabaseSync(lockFileOf(dataDir))
  const startedAt = Date.now()
  while (!tryTo(lock, 'begin exclusive')) {
    const other = readInstance(dataDir)
    const limitMs = other?.isStopping ? STOPPING_TIMEOUT_MS : waitMs
    if (Date.now() - startedAt > limitMs) {
      lock.close()
      throw alreadyRuns(dataDir, other)
    }
    await delay(50)
  }
  writeInstance(dataDir, { pid: process.pid })
  return {
    publish: (info) => writeInstance(dataDir, { pid: process.pid, ...info }),
    release: () => {
      fs.rmSync(infoFileOf(dataDir), { force: true })
      lock.close()
    },
  }
}

/** The process that works on the folder now, if there is one. */
export function findInstance(dataDir: string): Instance | undefined {
  if (!fs.existsSync(lockFileOf(dataDir))) return undefined
  openFolder(dataDir)
  const lock = new DatabaseSync(lockFileOf(dataDir))
  try {
    // Reading is refused only while somebody holds the lock, and a reader never keeps anybody else
    // out.
    if (tryTo(lock, 'begin; select count(*) from sqlite_schema')) return undefined
    return readInstance(dataDir)
  } finally {
    lock.close()
  }
}

const lockFileOf = (dataDir: string) => path.join(dataDir, 'instance.lock')
const infoFileOf = (dataDir: string) => path.join(dataDir, 'instance.json')

function openFolder(dataDir: string): void {
  try {
    fs.mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    fs.accessSync(dataDir, fs.constants.R_OK | fs.constants.W_OK | fs.constants.X_OK)
    if (fs.existsSync(lockFileOf(dataDir))) {
      fs.accessSync(lockFileOf(dataDir), fs.constants.R_OK | fs.constants.W_OK)
    }
  } catch (error) {
    throw explainPathError(error, dataDir)
  }
}

const SQLITE_BUSY = 5

function tryTo(lock: DatabaseSync, statement: string): boolean {
  try {
    lock.exec(statement)
    return true
  } catch (error) {
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return false
    throw error
  }
}

function readInstance(dataDir: string): Instance | undefined {
  try {
    return JSON.parse(fs.readFileSync(infoFileOf(dataDir), 'utf8')) as Instance
  } catch {
    return undefined // It has just taken the folder and is about to write it.
  }
}

/**
 * Renamed into place, so that nobody reads half a file. It is private, as it holds the password of
 * the database.
 */
function writeInstance(dataDir: string, instance: Instance): void {
  const file = infoFileOf(dataDir)
  try {
    fs.writeFileSync(`${file}.new`, `${JSON.stringify(instance)}\n`, { mode: 0o600 })
    fs.renameSync(`${file}.new`, file)
  } catch (error) {
    throw explainPathError(error, dataDir)
  }
}

function alreadyRuns(dataDir: string, other: Instance | undefined): StartError {
  const who = other ? `process ${other.pid}` : 'another process'
  const where = other?.httpUrl ? `, at ${other.httpUrl}` : ''
  const how = other ? ` Stop it with kill ${other.pid}` : ' Stop it'
  return new StartError(
    `Penstock already runs on ${dataDir}: ${who}${where}.` +
      `${how}, or set PENSTOCK_DATA_DIR to another folder.`,
  )
}

export const PORT_STANDARD = 8_080

/** A server that listens on all addresses is reached on this machine as localhost. */
export const urlOf = (host: string, port: number): string =>
  `http://${host === '0.0.0.0' || host === '::' ? 'localhost' : host}:${port}`

/** The address for people: the configured one, or else where the process of this folder listens. */
export function addressOf(config: Config): string {
  if (config.publicUrl !== undefined) return config.publicUrl
  const running = config.databaseUrl === undefined ? findInstance(config.dataDir) : undefined
  return running?.httpUrl ?? urlOf(config.httpHost, config.httpPort ?? PORT_STANDARD)
}
