import { spawnSync } from 'node:child_process'

/**
 * Licences under which packages may be distributed together with ours. Development tools may also
 * be under the MPL.
 */
const FREE = new Set([
  ...['0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'CC0-1.0'],
  ...['ISC', 'MIT', 'MIT-0', 'PostgreSQL', 'Python-2.0', 'Unlicense', 'Zlib'],
])

/** The packages whose licence is not one of these; `licences` are SPDX expressions. */
export function licenceFaults(licences: Record<string, string>): string[] {
  return Object.entries(licences)
    .filter(([, expression]) => !isFree(expression))
    .map(([name, expression]) => `${name}: ${expression}`)
}

function isFree(expression: string): boolean {
  const words = expression.replaceAll(/[()]/g, '')
  return words.split(' OR ').some((choice) => choice.split(' AND ').every((id) => FREE.has(id)))
}

function readLicences(): Record<string, string> {
  const script = 'node_modules/license-checker-rseidelsohn/bin/license-checker-rseidelsohn.js'
  const args = [script, '--production', '--excludePrivatePackages', '--json']
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  if (!stdout) throw new Error(`The licences cannot be read: ${stderr}`)
  const packages = JSON.parse(stdout) as Record<string, { licenses: string | string[] }>
  return Object.fromEntries(
    Object.entries(packages).map(([name, { licenses }]) => [name, [licenses].flat().join(' AND ')]),
  )
}

if (import.meta.main) {
  const licences = readLicences()
  const found = licenceFaults(licences)
  console.log(found.join('\n') || `${Object.keys(licences).length} packages, all free`)
  process.exitCode = found.length > 0 ? 1 : 0
}
