import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { explain, Fault } from './fault.mjs'
import { install, isInstalled } from './install.mjs'
import { withLock } from './lock.mjs'
import { findNode24 } from './node24.mjs'
import { areLinksWhole, restoreLinks } from './postgres-links.mjs'
import { runOn } from './run.mjs'
import { buildWeb, isWebBuilt } from './web.mjs'

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))

/** Runs on Node 20; brings whatever the command needs, and hands over to Node 24. */
export async function bootstrap([command, ...args]) {
  // npm notes where it was called. Paths that a user types are meant from there.
  process.env.INIT_CWD ??= process.cwd()
  process.chdir(root)
  try {
    const node = await prepare(NEEDS_WEB.includes(command))
    process.exitCode = await runOn(node, root, commandLine(command, args))
  } catch (error) {
    const fault = error instanceof Fault ? error : explain(`${error.code} ${error.message}`, root)
    if (!fault) throw error
    console.error(fault.message)
    process.exitCode = 1
  }
}

const NEEDS_WEB = ['start', 'test', 'screens']

function commandLine(command, args) {
  if (command === 'test')
    return { script: 'node_modules/vitest/vitest.mjs', args: ['run', ...args] }
  if (command === 'screens') return { script: 'tools/screens.ts', args }
  if (command === 'check') return { script: 'tools/check.ts', args }
  const words = command === undefined ? [] : [command]
  return { script: 'server/cli.ts', args: [...words, ...args], isServer: command === 'start' }
}

/** Usually there is nothing to do, and nothing is written: the folder may be another user's. */
async function prepare(needsWeb) {
  const isWhole = () => isInstalled(root) && areLinksWhole(root) && (!needsWeb || isWebBuilt(root))
  if (!isWhole()) {
    await withLock(root, async (lock) => {
      if (!isInstalled(root)) await install(root, lock)
      restoreLinks(root)
      if (needsWeb && !isWebBuilt(root)) await buildWeb(root, findNode24(root), lock)
    })
  }
  return findNode24(root)
}
