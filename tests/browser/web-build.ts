import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const WEB = fileURLToPath(new URL('../../web', import.meta.url))

/** The pages as they are served: built again only when a source is newer than the last build. */
export async function ensureWebBuilt(): Promise<void> {
  const builtAt = await modifiedAt(path.join(WEB, 'dist', 'index.html'))
  if (builtAt > (await newestSource())) return
  await build({ root: WEB, logLevel: 'warn' })
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
