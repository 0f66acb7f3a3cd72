import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { capture } from './capture.mjs'
import { explain, Fault } from './fault.mjs'

const stampFile = (root) => path.join(root, '.cache/web-stamp')

/** Whether web/dist was made from the sources as they are now. */
export function isWebBuilt(root) {
  if (!existsSync(path.join(root, 'web/vite.config.ts'))) return true
  if (!existsSync(path.join(root, 'web/dist/index.html'))) return false
  const file = stampFile(root)
  return existsSync(file) && readFileSync(file, 'utf8') === hashOf(root)
}

/** Built aside and put in place when whole: a server may be serving the old one. */
export async function buildWeb(root, node, lock) {
  console.error('Building the web pages …')
  const hash = hashOf(root)
  const next = path.join(root, '.cache/web-next')
  const vite = path.join(root, 'node_modules/vite/bin/vite.js')
  const args = [vite, 'build', 'web', '--outDir', next, '--emptyOutDir', '--logLevel', 'warn']
  const { code, output } = await capture(node, args, { root, lock })
  if (code !== 0) {
    throw explain(output, root) ?? new Fault(`The web pages could not be built:\n${output.trim()}`)
  }
  const dist = path.join(root, 'web/dist')
  rmSync(dist, { recursive: true, force: true })
  renameSync(next, dist)
  mkdirSync(path.dirname(stampFile(root)), { recursive: true })
  writeFileSync(stampFile(root), hash)
}

/** The contracts of the server are part of the pages. */
function hashOf(root) {
  const hash = createHash('sha256')
  const add = (file) => hash.update(`${path.relative(root, file)}\0`).update(readFileSync(file))
  add(path.join(root, 'package-lock.json'))
  const isContract = (file) => path.basename(file) === 'contract.ts'
  filesBelow(path.join(root, 'server/modules')).filter(isContract).forEach(add)
  filesBelow(path.join(root, 'web')).forEach(add)
  return hash.digest('hex')
}

function filesBelow(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      if (entry.name === 'dist' || entry.name === 'node_modules') return []
      const file = path.join(folder, entry.name)
      return entry.isDirectory() ? filesBelow(file) : [file]
    })
}
