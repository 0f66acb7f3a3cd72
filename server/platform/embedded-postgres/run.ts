import { spawn, type SpawnOptions } from 'node:child_process'
import type { Account } from './account.ts'

export type Where = { account: Account | undefined; folder: string }

/** Runs a program of PostgreSQL to its end, and gives all its output as one text. */
export function run(
  file: string,
  args: string[],
  where: Where,
): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(file, args, { ...spawnOptions(where), stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.on('error', (error) => resolve({ code: -1, output: `${output}${error.message}` }))
    child.on('close', (code) => resolve({ code: code ?? -1, output }))
  })
}

/** Passes a minimal environment: our own contains secrets that PostgreSQL does not need. */
export function spawnOptions({
  account,
  folder,
}: Where): Pick<SpawnOptions, 'uid' | 'gid' | 'cwd' | 'env'> {
  return {
    ...(account ? { uid: account.uid, gid: account.gid } : {}),
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C' },
  }
}
