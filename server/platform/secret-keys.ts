import { randomBytes } from 'node:crypto'
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import type { Config } from './config.ts'
import { createSecrets, parseRing, type Secrets } from './secrets.ts'

type KeyConfig = Pick<Config, 'profile' | 'secretKeys' | 'dataDir'>

/**
 * The secrets of the process. With keys from a file, it finds the keys that a rotation has added by
 * itself.
 */
export const openSecrets = (config: KeyConfig): Secrets =>
  createSecrets(loadKeyRing(config), keysAreInFile(config) ? () => loadKeyRing(config) : undefined)

/**
 * The key ring, with the current key first. The first start on a laptop makes one; in production it
 * must be given.
 */
export function loadKeyRing(config: KeyConfig): string[] {
  if (config.secretKeys) return config.secretKeys
  if (config.profile === 'production') {
    throw new Error('PENSTOCK_SECRET_KEYS: must be given in production')
  }
  const file = fileOf(config)
  return readRing(file) ?? makeRing(file)
}

export const keysAreInFile = (config: KeyConfig): boolean => !config.secretKeys

export const fileOf = ({ dataDir }: KeyConfig): string => path.join(dataDir, 'secret-keys')

/**
 * A new key as it is written in the ring. Its id contains the day, which helps when old keys are
 * retired.
 */
export function newKey(now: Date): string {
  const id = `${now.toISOString().slice(0, 10)}-${randomBytes(3).toString('hex')}`
  return `${id}:${randomBytes(32).toString('base64')}`
}

const STALE_MS = 60_000

/**
 * Puts a new key in front of those in the file. The next file is created exclusively and so serves
 * as the lock: otherwise one of two rotations could overwrite the key of the other, and everything
 * sealed with it would be lost.
 */
export function addKeyToFile(config: KeyConfig, now: Date): string {
  const file = fileOf(config)
  const next = `${file}.next`
  removeStale(next)
  try {
    writeDurably(next, '')
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error
    throw new Error('Another rotation is under way; try again in a minute.', { cause: error })
  }
  const pair = newKey(now)
  try {
    writeFileSync(next, textOf([pair, ...loadKeyRing(config)]))
    syncFile(next)
    renameSync(next, file)
  } catch (error) {
    rmSync(next, { force: true })
    throw error
  }
  syncFile(path.dirname(file))
  return pair
}

/**
 * Removes the file of a rotation that was killed. Its key was never used, as the file was never
 * renamed.
 */
function removeStale(next: string): void {
  const age = Date.now() - (statSync(next, { throwIfNoEntry: false })?.mtimeMs ?? Date.now())
  if (age > STALE_MS) rmSync(next, { force: true })
}

function readRing(file: string): string[] | undefined {
  const stat = statSync(file, { throwIfNoEntry: false })
  if (!stat) return undefined
  if (process.platform !== 'win32' && (stat.mode & 0o077) !== 0) {
    throw new Error(`${file} can be read by others. Make it private first: chmod 600 "${file}"`)
  }
  const lines = readFileSync(file, 'utf8').split('\n')
  const ring = lines.map((line) => line.trim()).filter((line) => line && !line.startsWith('#'))
  parseRing(ring)
  return ring
}

/** A hard link appears complete or not at all, so several first starts all use the same key. */
function makeRing(file: string): string[] {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
  const own = `${file}.${process.pid}-${randomBytes(4).toString('hex')}`
  writeDurably(own, textOf([newKey(new Date())]))
  try {
    linkSync(own, file)
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error
  } finally {
    rmSync(own, { force: true })
  }
  syncFile(path.dirname(file))
  return readRing(file)!
}

const WARNING = '# Keys of this installation, the current one first. Lost keys are lost data.\n'

const textOf = (ring: string[]): string => `${WARNING}${ring.join('\n')}\n`

function writeDurably(file: string, text: string): void {
  writeFileSync(file, text, { flag: 'wx', mode: 0o600 })
  syncFile(file)
}

/** A key that has sealed something must survive a power failure. */
function syncFile(file: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(file, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

const isCode = (error: unknown, code: string): boolean =>
  (error as NodeJS.ErrnoException).code === code
