import { writeSync } from 'node:fs'

const STANDARD_OUTPUT = 1
const ATTEMPTS_MAX = 50
const PAUSE_MS = 10

/**
 * Standard output for the log. A line that cannot be written (the disk is full, the terminal was
 * closed) is dropped. Pino's own destination would try again at the exit for ever, so that the
 * process never ends.
 */
export const standardOutput = {
  write(line: string): void {
    if (used === 0) setImmediate(flush)
    if (used + UTF8_PER_CHAR * line.length > waiting.length) flush()
    if (UTF8_PER_CHAR * line.length > waiting.length) writeOut(Buffer.from(line))
    else used += waiting.write(line, used)
  },
}

// The lines of one turn of the event loop are written together. A write for each line would take an
// eighth of a busy server's time, and a new buffer for each turn a twentieth (measured with `bench
// http`).
const waiting = Buffer.alloc(65_536)
let used = 0
const UTF8_PER_CHAR = 3
process.on('exit', flush)

function flush(): void {
  const ready = waiting.subarray(0, used)
  used = 0
  writeOut(ready)
}

function writeOut(bytes: Buffer): void {
  let rest = bytes
  for (let attempt = 0; rest.length > 0 && attempt < ATTEMPTS_MAX; attempt++) {
    try {
      rest = rest.subarray(writeSync(STANDARD_OUTPUT, rest))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return
      pause() // The pipe is full; its reader gets half a second.
    }
  }
}

const nothing = new Int32Array(new SharedArrayBuffer(4))
const pause = () => void Atomics.wait(nothing, 0, 0, PAUSE_MS)
