import { accessSync, chmodSync, constants, mkdtempSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { type Account, giveTo } from './account.ts'

/**
 * A short folder that only PostgreSQL's account may enter. Short, because the path of a socket
 * may have 107 characters at most.
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
