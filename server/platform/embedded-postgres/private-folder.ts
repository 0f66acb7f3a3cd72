import { accessSync, chmodSync, constants, mkdtempSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { type Account, giveTo } from './account.ts'

/**
 * Creates a folder that only PostgreSQL's account may enter. Its path is short, because the path of
 * a socket has at most 107 characters.
 */
export function privateFolder(account: Account | undefined): string {
  const folder = mkdtempSync(path.join(isWritable('/tmp') ? '/tmp' : os.tmpdir(), 'penstock-'))
  chmodSync(folder, 0o700)
  giveTo(account, folder)
  return folder
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}
