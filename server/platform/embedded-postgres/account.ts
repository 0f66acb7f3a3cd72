import { spawnSync } from 'node:child_process'
import { chownSync, existsSync, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { StartError } from '../start-error.ts'

/** The user under which PostgreSQL runs, when it is not the user of this process. */
export type Account = { name: string; uid: number; gid: number }

/**
 * PostgreSQL refuses to run as root, so root starts it as another user: the owner of the data
 * folder if there is one already, else `postgres` or `nobody`.
 */
export function accountFor(dataDir: string): Account | undefined {
  const owner = existsSync(dataDir) ? statSync(dataDir) : undefined
  const me = process.getuid?.()
  if (me !== 0) {
    if (owner && me !== undefined && owner.uid !== me) throw belongsToAnother(dataDir, owner.uid)
    return undefined
  }
  if (owner && owner.uid !== 0) {
    return { name: nameOf(owner.uid), uid: owner.uid, gid: owner.gid }
  }
  return named('postgres') ?? named('nobody') ?? { name: 'nobody', uid: 65_534, gid: 65_534 }
}

function belongsToAnother(dataDir: string, uid: number): StartError {
  return new StartError(
    `The database in ${dataDir} belongs to the user ${nameOf(uid)}. ` +
      'Start as that user or as root, or set PENSTOCK_DATA_DIR to a folder of your own.',
  )
}

/** Tries it out, because mode bits do not tell about groups, access lists and mounts. */
export function mayEnter(account: Account | undefined, folder: string): boolean {
  return passes(account, 'cd "$1" && test -r .', folder)
}

export function mayRun(account: Account | undefined, file: string): boolean {
  return passes(account, 'test -x "$1" && test -r "$1"', file)
}

function passes(account: Account | undefined, condition: string, target: string): boolean {
  if (!account) return true
  const { uid, gid } = account
  const args = ['-c', condition, 'sh', target]
  const result = spawnSync('/bin/sh', args, { uid, gid, cwd: '/', stdio: 'ignore' })
  if (result.error) {
    throw new StartError(
      `PostgreSQL does not work for root, and root may not change to the user ${account.name} ` +
        `here (${result.error.message}). Start as a normal user, or set DATABASE_URL.`,
    )
  }
  return result.status === 0
}

/** Gives files to the account, for example those of a backup that root has copied back. */
export function giveTo(account: Account | undefined, target: string): void {
  if (!account) return
  const found = lstatSync(target)
  if (found.uid !== account.uid && !found.isSymbolicLink()) {
    chownSync(target, account.uid, account.gid)
  }
  if (!found.isDirectory()) return
  for (const entry of readdirSync(target)) giveTo(account, path.join(target, entry))
}

function accounts(): Account[] {
  if (!existsSync('/etc/passwd')) return []
  return readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
}

const named = (name: string) => accounts().find((account) => account.name === name)

const nameOf = (uid: number) =>
  accounts().find((account) => account.uid === uid)?.name ?? `number ${uid}`
