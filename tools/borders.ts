import path from 'node:path'
import manifest from '../package.json' with { type: 'json' }

/** A module may import the index of any module on an earlier line, of no other one. */
const MODULE_ORDER = [
  ['audit'],
  ['access', 'settings', 'stores'],
  ['catalog', 'customers'],
  ['stock', 'payments'],
  ['orders'],
  ['delivery', 'shipping'],
  ['channels', 'notifications'],
  ['intake', 'reports', 'integrity', 'live'],
]

/** Where imports may lead. The order of the modules is checked besides. */
const BORDERS: [from: RegExp, to: RegExp, words: string][] = [
  [/^server\/platform\//, /^server\/platform\//, 'the platform knows only packages and itself'],
  [/^web\/kit\//, /^web\/(kit|locales)\/|\/plainly\.ts$/, 'the kit knows no noun'],
  [/^web\//, /^web\/|\/(contract|plainly)\.ts$/, 'the web imports only #contract and #kit'],
  [/^simulators\//, /^simulators\//, 'the simulators are the outside'],
]

/** Tests and scripts, which run beside the product and not inside it. */
export const isBeside = (file: string) => /^(tests|tools|load|bin)\/|\.test\.tsx?$/.test(file)

/**
 * The reason why `file` may not import `imported`. Both are paths from the root, as in the source.
 */
export function importFault(file: string, imported: string): string | undefined {
  const target = placeOf(file, imported)
  if (/^server\/modules\/.+\/contract\.ts$/.test(file)) {
    const fits = imported === 'zod' || target?.endsWith('/contract.ts')
    return fits ? undefined : 'a contract imports only zod and other contracts'
  }
  if (!target || (isBeside(file) && isBeside(target))) return undefined
  const module = moduleOf(file)
  if (module) return moduleFault(module, imported, target)
  return BORDERS.find(([from, to]) => from.test(file) && !to.test(target))?.[2]
}

/** The file that an import means, or `undefined` for a package. */
function placeOf(file: string, imported: string): string | undefined {
  if (imported.startsWith('.')) return path.posix.join(path.posix.dirname(file), imported)
  const found = Object.entries(manifest.imports)
    .map(([name, place]) => [name.slice(0, -1), place.slice(2)] as const)
    .find(([prefix]) => imported.startsWith(prefix))
  return found && found[1].replace('*', imported.slice(found[0].length))
}

function moduleFault(module: string, imported: string, target: string): string | undefined {
  const other = moduleOf(target)
  if (other === module) return undefined
  if (imported.startsWith('.')) return 'leaves its module by a relative path'
  if (target.startsWith('server/platform/')) return undefined
  const isIndex = target === `server/modules/${other}/index.ts`
  if (other && isIndex && isAbove(other, module)) return undefined
  return `${module} may not import ${imported}`
}

const moduleOf = (file: string) => /^server\/modules\/([^/]+)\//.exec(file)?.[1]

function isAbove(other: string, module: string): boolean {
  const lineOf = (name: string) => MODULE_ORDER.findIndex((line) => line.includes(name))
  return lineOf(other) >= 0 && lineOf(other) < lineOf(module)
}
