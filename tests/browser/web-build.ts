import { execFile } from 'node:child_process'
import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const WEB = path.join(ROOT, 'web')
const VITE = path.join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js')

/** The pages as they are served: built again only when a source is newer than the last build. */
export async function ensureWebBuilt(): Promise<void> {
  const builtAt = await modifiedAt(path.join(WEB, 'dist', 'index.html'))
  if (builtAt > (await newestSource())) return
  // In a process of its own: the one that tests says NODE_ENV=test, and React would be its slow one.
  const env = { ...process.env, NODE_ENV: 'production' }
  await promisify(execFile)(process.execPath, [VITE, 'build', WEB], { env })
}

async function newestSource(): Promise<number> {
  const entries = await readdir(WEB, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() && !entry.parentPath.includes('dist'))
  const times = files.map((entry) => modifiedAt(path.join(entry.parentPath, entry.name)))
  return Math.max(...(await Promise.all(times)))
}

const modifiedAt = (file: string): Promise<number> =>
  stat(file).then(
    (found) => found.mtimeMs,
    () => 0,
  )
