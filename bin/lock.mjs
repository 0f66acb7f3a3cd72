import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Fault } from './fault.mjs'

const TIMEOUT_MS = 15 * 60_000

/** One process at a time installs and builds; the others wait, and find it done. */
export async function withLock(root, work) {
  const cache = path.join(root, '.cache')
  mkdirSync(cache, { recursive: true })
  const folder = path.join(cache, 'bootstrap.lock')
  await take(folder)
  try {
    return await work({ share: (pid) => writeOwners(folder, [process.pid, pid]) })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function take(folder) {
  const startedAt = Date.now()
  let isTold = false
  while (!tryToTake(folder)) {
    const owners = readOwners(folder)
    if (owners?.length && !owners.some(isAlive)) {
      removeStale(folder, owners)
      continue
    }
    if (Date.now() - startedAt > TIMEOUT_MS) throw tookTooLong(folder, owners)
    if (!isTold) console.error(`Waiting for another start (process ${owners?.[0]}) to install …`)
    isTold = true
    await delay(100)
  }
}

const tookTooLong = (folder, owners) =>
  new Fault(
    `Another start (process ${owners?.[0]}) has been installing for long. ` +
      `If it is not, remove ${folder} and start again.`,
  )

/** The folder appears with its owner in it, and only one rename can succeed. */
function tryToTake(folder) {
  const mine = mkdtempSync(`${folder}-`)
  writeOwners(mine, [process.pid])
  try {
    renameSync(mine, folder)
    return true
  } catch (error) {
    rmSync(mine, { recursive: true, force: true })
    if (['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(error.code)) return false
    throw error
  }
}

/** Another process may be quicker and hold the lock already; then it gets it back. */
function removeStale(folder, owners) {
  const aside = `${folder}-stale-${process.pid}`
  try {
    renameSync(folder, aside)
  } catch {
    return // Somebody else has just done it.
  }
  if (String(readOwners(aside)) === String(owners)) rmSync(aside, { recursive: true, force: true })
  else renameSync(aside, folder)
}

const writeOwners = (folder, pids) => writeFileSync(path.join(folder, 'owners'), pids.join(' '))

function readOwners(folder) {
  try {
    const text = readFileSync(path.join(folder, 'owners'), 'utf8').trim()
    return text.split(' ').map(Number).filter(Boolean)
  } catch {
    return undefined
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}
