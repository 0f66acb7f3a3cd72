import * as fs from 'node:fs'
import path from 'node:path'
import { setInterval } from 'node:timers'

const SIZE_MAX_BYTES = 50_000_000
const LOOK_EVERY_MS = 60_000

export type ServerLog = {
  /**
   * PostgreSQL writes to this file itself, so that its last words are kept when this process dies.
   */
  fd: number
  /** What was written since the log was opened. */
  read(): string
  close(): void
}

export function openServerLog(dataDir: string): ServerLog {
  const file = path.join(path.dirname(dataDir), 'postgres.log')
  keepSmall(file)
  const fd = fs.openSync(file, 'a+', 0o600)
  const start = fs.fstatSync(fd).size
  // The size is enough for weeks of notices, and a statement that keeps failing cannot fill the
  // disk.
  const timer = setInterval(() => keepSmall(file), LOOK_EVERY_MS).unref()
  return {
    fd,
    read: () => fs.readFileSync(file).subarray(start).toString(),
    close: () => {
      clearInterval(timer)
      fs.closeSync(fd)
    },
  }
}

/** Copies and empties the file instead of renaming it, because PostgreSQL keeps it open. */
function keepSmall(file: string): void {
  const size = fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (size < SIZE_MAX_BYTES) return
  fs.copyFileSync(file, `${file}.1`)
  fs.truncateSync(file)
}
