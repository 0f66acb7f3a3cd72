import * as fs from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { StartError } from '../start-error.ts'

type PidFile = { pid: number; startedAt: number; status: string }

/**
 * Reads the file `postmaster.pid` in the data folder. PostgreSQL writes and removes it; it is only
 * read here.
 */
export function readPidFile(dataDir: string): PidFile | undefined {
  try {
    const lines = fs.readFileSync(path.join(dataDir, 'postmaster.pid'), 'utf8').split('\n')
    return {
      pid: Number(lines[0]),
      startedAt: Number(lines[2]) * 1_000,
      status: (lines[7] ?? '').trim(),
    }
  } catch {
    return undefined
  }
}

const STOPPING_TIMEOUT_MS = 60_000
const RUNNING_TIMEOUT_MS = 3_000

/**
 * Waits for the PostgreSQL of a killed process, which may still be shutting down. A server that
 * goes on running belongs to somebody else and is left alone.
 */
export async function waitForPrevious(dataDir: string): Promise<void> {
  const startedAt = Date.now()
  for (;;) {
    const found = readPidFile(dataDir)
    if (!found || !isPostgres(found.pid)) return
    const limitMs = found.status === 'stopping' ? STOPPING_TIMEOUT_MS : RUNNING_TIMEOUT_MS
    if (Date.now() - startedAt > limitMs) {
      throw new StartError(
        `Another PostgreSQL (process ${found.pid}) works in ${dataDir}. ` +
          `Stop it (kill -INT ${found.pid}), then start again.`,
      )
    }
    await delay(20)
  }
}

/** By now, the process id in the file may belong to another program. */
function isPostgres(pid: number): boolean {
  if (!isAlive(pid)) return false
  try {
    return fs.readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('postgres')
  } catch {
    return true // There is no /proc here, or the process has just ended: the next look will tell.
  }
}

/** Whether a process of this number exists, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
