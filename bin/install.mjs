import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { capture } from './capture.mjs'
import { explain, Fault, isOffline } from './fault.mjs'

const stampFile = (root) => path.join(root, 'node_modules/.penstock-lock')

/** Whether node_modules is what package-lock.json asks for. */
export function isInstalled(root) {
  const file = stampFile(root)
  if (existsSync(file) && readFileSync(file, 'utf8') === stampOf(root)) return true
  return isInstalledByHand(root)
}

/** The stamp also names the system: a folder may be shared with another kind of machine. */
function stampOf(root) {
  const lock = readFileSync(path.join(root, 'package-lock.json'))
  const hash = createHash('sha256').update(lock).digest('hex')
  return `${hash} ${process.platform}-${process.arch}`
}

/** Somebody ran `npm ci` themselves: npm's own note, written last, tells what is there. */
function isInstalledByHand(root) {
  const note = path.join(root, 'node_modules/.package-lock.json')
  if (!existsSync(note)) return false
  const there = JSON.parse(readFileSync(note, 'utf8')).packages ?? {}
  const wanted = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages
  return Object.entries(wanted).every(([place, { version, optional, os, cpu, libc }]) => {
    if (place === '') return true
    if (there[place]) return there[place].version === version
    if (!optional || libc) return Boolean(optional)
    return !(os && isFor(os, process.platform) && isFor(cpu ?? [], process.arch))
  })
}

const isFor = (list, name) => [list].flat().includes(name)

/** Install scripts stay off: none of our packages needs one, and a stolen package might like it. */
export async function install(root, lock) {
  console.error('Installing the dependencies (once; about half a minute) …')
  // Without a network npm would try each of hundreds of packages before it says so.
  const probe = ['view', 'pg', 'name', '--fetch-retries=1', '--fetch-retry-mintimeout=1000']
  const reached = await capture('npm', probe, { root, lock })
  if (reached.missing) throw npmIsMissing()
  if (reached.code !== 0 && isOffline(reached.output)) throw explain(reached.output, root)

  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  // The web is built here, so what is for development is needed too, whatever NODE_ENV says.
  args.push('--include=dev', '--include=optional')
  const { code, output } = await capture('npm', args, { root, lock })
  if (code !== 0) throw explain(output, root) ?? new Fault(`npm ci failed:\n${output.trim()}`)
  writeFileSync(stampFile(root), stampOf(root))
}

const npmIsMissing = () =>
  new Fault(
    'npm was not found. It comes with Node.js from https://nodejs.org; ' +
      'on Debian and Ubuntu: apt install npm. Then start again.',
  )
