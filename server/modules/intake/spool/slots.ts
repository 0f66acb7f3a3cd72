import { mkdirSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'

export type Slot = { folder: string; release(): void }

const SLOTS_MAX = 64

/**
 * Takes a folder that no other process writes to. It is locked by the kernel, so the lock ends with
 * the process, even by SIGKILL, and another process can drain what is left.
 */
export function takeSlot(root: string): Slot {
  for (let number = 0; number < SLOTS_MAX; number++) {
    const slot = tryTake(path.join(root, String(number)))
    if (slot) return slot
  }
  throw new Error(`All ${SLOTS_MAX} folders of the spool in ${root} are in use.`)
}

/** Takes the folders of processes that are gone and have left messages behind. */
export function takeLeftBehind(root: string): Slot[] {
  return readdirSync(root).flatMap((name) => {
    const folder = path.join(root, name)
    if (!readdirSync(folder).some((file) => file.endsWith('.spool'))) return []
    return tryTake(folder) ?? []
  })
}

function tryTake(folder: string): Slot | undefined {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const lock = new DatabaseSync(path.join(folder, 'lock'))
  try {
    lock.exec('begin exclusive')
    return { folder, release: () => lock.close() }
  } catch {
    lock.close()
    return undefined
  }
}
