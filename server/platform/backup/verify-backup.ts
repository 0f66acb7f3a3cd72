import path from 'node:path'
import type { Secrets } from '../secrets.ts'
import { BackupError } from './backup-error.ts'
import { checkFile, sha256Of } from './files.ts'
import { KEYS_FILE, type Manifest, readManifest, type Seal } from './manifest.ts'

/** Reads a whole backup, and throws at the first thing that is not as it was written. */
export async function verifyBackup(
  from: string,
  secrets: Secrets,
): Promise<{ manifest: Manifest; seal: Seal }> {
  const folder = path.resolve(from)
  const { manifest, seal } = await readManifest(folder, secrets)
  for (const table of manifest.tables) await checkFile(path.join(folder, table.file), table)
  await checkKeys(folder, manifest)
  return { manifest, seal }
}

async function checkKeys(folder: string, { keys }: Manifest): Promise<void> {
  if (keys.sha256 && (await sha256Of(path.join(folder, KEYS_FILE))) !== keys.sha256) {
    throw new BackupError(`${KEYS_FILE} is not what was written.`)
  }
}
