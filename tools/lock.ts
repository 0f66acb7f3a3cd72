import { readFileSync } from 'node:fs'

export type Locked = {
  version?: string
  resolved?: string
  integrity?: string
  optionalDependencies?: Record<string, string>
}

/**
 * Finds what is wrong with the lock file. npm silently leaves out packages for other systems when
 * its source does not have them, and `npm ci` then fails there. An address in the lock ties every
 * installation to one source.
 */
export function lockFaults(packages: Record<string, Locked>): string[] {
  return Object.entries(packages).flatMap(([place, { resolved, integrity, ...locked }]) => {
    const missing = Object.keys(locked.optionalDependencies ?? {})
      .filter((name) => !isFound(packages, place, name))
      .map((name) => `${name}, an optional dependency of ${place || 'ours'}, is missing`)
    if (resolved) missing.push(`${place} names the address ${resolved}`)
    if (place && !integrity) missing.push(`${place} has no digest`)
    return missing
  })
}

/** Looks in the places where Node does: below the package, then in each folder above it. */
function isFound(packages: Record<string, Locked>, place: string, name: string): boolean {
  const own = place === '' ? `node_modules/${name}` : `${place}/node_modules/${name}`
  if (packages[own]) return true
  if (place === '') return false
  const above = place.lastIndexOf('/node_modules/')
  return isFound(packages, above === -1 ? '' : place.slice(0, above), name)
}

if (import.meta.main) {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<string, Locked>
  }
  const found = lockFaults(packages)
  console.log(found.join('\n') || `${Object.keys(packages).length} packages, all complete`)
  process.exitCode = found.length > 0 ? 1 : 0
}
