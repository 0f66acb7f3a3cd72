import { execFile } from 'node:child_process'
import { glob, mkdir, rm, rmdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const WEB = path.join(ROOT, 'web')
const INDEX = path.join(WEB, 'dist', 'index.html')
const VITE = path.join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js')

const LOCK = path.join(ROOT, '.cache', 'web-build')
const BUILD_LIMIT_MS = 60_000
const LOOK_EVERY_MS = 100

/**
 * The pages as they are served: built again only when a source is newer than the last build. Test
 * files run side by side, so whoever makes the folder builds, and the others wait for it to go.
 */
export async function ensureWebBuilt(): Promise<void> {
  const deadline = Date.now() + BUILD_LIMIT_MS
  await mkdir(path.dirname(LOCK), { recursive: true })
  while (!(await isFresh())) {
    if (await isLockTaken()) {
      await build()
    } else if (Date.now() > deadline) {
      throw new Error(`The pages were not built in time. If no test runs, remove ${LOCK}.`)
    } else {
      await setTimeout(LOOK_EVERY_MS)
    }
  }
}

const isFresh = async (): Promise<boolean> =>
  (await modifiedAt(LOCK)) === 0 && (await modifiedAt(INDEX)) > (await newestSource())

const isLockTaken = (): Promise<boolean> =>
  mkdir(LOCK).then(
    () => true,
    () => false,
  )

async function build(): Promise<void> {
  // In a process of its own: the one that tests says NODE_ENV=test, and React would be its slow
  // one.
  const env = { ...process.env, NODE_ENV: 'production' }
  try {
    await promisify(execFile)(process.execPath, [VITE, 'build', WEB], { env })
  } catch (error) {
    // Half a build would pass for a new one.
    await rm(INDEX, { force: true })
    throw error
  } finally {
    await rmdir(LOCK)
  }
}

async function newestSource(): Promise<number> {
  const sources = ['web/*.{html,ts}', 'web/{admin,kit,locales,public}/**/*']
  const times: number[] = []
  // The pages read the contracts of the modules as well.
  for await (const file of glob([...sources, 'server/modules/**/contract.ts'], { cwd: ROOT })) {
    times.push(await modifiedAt(path.join(ROOT, file)))
  }
  return Math.max(...times)
}

const modifiedAt = (file: string): Promise<number> =>
  stat(file).then(
    (found) => found.mtimeMs,
    () => 0,
  )
