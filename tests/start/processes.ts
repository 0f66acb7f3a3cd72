import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { finished } from 'node:stream/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { onTestFinished } from 'vitest'

/** A folder with a space in its name, which only its owner may enter; it goes with the test. */
export function emptyFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'penstock start-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 20 }))
  return folder
}

export type Running = {
  child: ChildProcess
  /** Everything that was printed so far. */
  printed(): string
  /** Waits until the pattern is printed. */
  says(pattern: RegExp): Promise<RegExpExecArray>
  /** The exit code, or the signal that ended it. */
  ended: Promise<number | NodeJS.Signals | null>
}

/** Runs a program of Node. */
export const runNode = (args: string[], options: SpawnOptions = {}): Running =>
  runProgram(process.execPath, args, options)

/** Runs a program; it is killed at the end of the test if it still runs. */
export function runProgram(file: string, args: string[], options: SpawnOptions): Running {
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options })
  let text = ''
  child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => (text += chunk.toString()))
  const ended = endOf(child)
  onTestFinished(() => void child.kill('SIGKILL'))
  return {
    child,
    printed: () => text,
    says: (pattern) =>
      until(
        () => pattern.exec(text) ?? undefined,
        () => `${pattern} in: ${text}`,
      ),
    ended,
  }
}

/** Its last words included. (The event `close` would wait for a channel that was closed by us.) */
async function endOf(child: ChildProcess): Promise<number | NodeJS.Signals | null> {
  const streams = [child.stdout, child.stderr].filter((stream) => stream !== null)
  const [outcome] = await Promise.all([
    new Promise<number | NodeJS.Signals | null>((resolve) => {
      child.once('exit', (code, signal) => resolve(code ?? signal))
      child.once('error', () => resolve(null))
    }),
    ...streams.map((stream) => finished(stream).catch(() => {})),
  ])
  return outcome
}

/** Waits for a condition, and says what it waited for when it never comes. */
export async function until<T>(
  condition: () => T | undefined | false | Promise<T | undefined | false>,
  what: () => string = () => String(condition),
): Promise<T> {
  const startedAt = Date.now()
  for (;;) {
    const found = await condition()
    if (found !== undefined && found !== false) return found
    if (Date.now() - startedAt > 120_000) throw new Error(`never came: ${what()}`)
    await delay(10)
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
