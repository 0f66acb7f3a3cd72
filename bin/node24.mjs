import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { Fault } from './fault.mjs'

const NEEDED = 24

/**
 * The Node that came with the dependencies, else a new enough one of the system. Not simply the
 * one that runs this: `npm ci` may just have deleted its file.
 */
export function findNode24(root) {
  const bundled = bundledNode(root)
  if (bundled) return bundled
  const found = systemNodes(root).find((node) => majorOf(node) >= NEEDED)
  if (found) return found
  throw new Fault(
    `Penstock runs on Node.js ${NEEDED}, which npm does not bring to this system ` +
      `(${process.platform}-${process.arch}).\n` +
      `Install Node.js ${NEEDED} or newer from https://nodejs.org, then start again.`,
  )
}

function bundledNode(root) {
  const platform = process.platform === 'win32' ? 'win' : process.platform
  const file = process.platform === 'win32' ? 'node.exe' : 'node'
  const node = path.join(root, 'node_modules', `node-${platform}-${process.arch}`, 'bin', file)
  return existsSync(node) && runsGlibc() ? node : undefined
}

/** Alpine and NixOS are Linux too, but have no loader for programs that were built elsewhere. */
function runsGlibc() {
  if (process.platform !== 'linux') return true
  const loaders = { x64: '/lib64/ld-linux-x86-64.so.2', arm64: '/lib/ld-linux-aarch64.so.1' }
  return existsSync(loaders[process.arch] ?? '/')
}

function systemNodes(root) {
  const folders = (process.env.PATH ?? '').split(path.delimiter)
  const file = process.platform === 'win32' ? 'node.exe' : 'node'
  return [process.execPath, ...folders.map((folder) => path.join(folder, file))].filter(
    (node) => !node.startsWith(path.join(root, 'node_modules')) && existsSync(node),
  )
}

function majorOf(node) {
  if (node === process.execPath) return Number(process.versions.node.split('.')[0])
  const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' })
  return Number(/^v(\d+)/.exec(stdout ?? '')?.[1] ?? 0)
}
