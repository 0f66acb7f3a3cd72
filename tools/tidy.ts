import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { importFault, isBeside } from './borders.ts'

const FILE_LINES_MAX = 300
const TEST_LINES_MAX = 500
const LINE_CHARS_MAX = 100
const STRING_CHARS_MAX = 120 // The formatter cannot wrap a string.

/**
 * Calls that the product does not make directly, what to use instead, and the only files that may
 * make them.
 */
const BANNED: [pattern: RegExp, instead: string, except: RegExp][] = [
  // The platform compares times with those of files and other machines; the modules ask the clock.
  [/\bDate\.now\(|\bnew Date\(\)/, 'a clock, or performance.now()', /^server\/platform\/|^web\//],
  [/\bMath\.random\(/, 'platform/random.ts', /platform\/(random|redis)\.ts$/],
  // Where the system finds its programs is not one of our settings.
  [
    /\bprocess\.env\b(?!\['PATH'\])/,
    'the config',
    /^server\/[^/]+\.ts$|\/(vite\.)?config\.ts$|standard-output\.ts$/,
  ],
  [/\bconsole\.log\(/, 'the log', /^server\/([^/]+|commands\/.*)\.ts$/],
]

/** The faults of one file; `file` is its path from the root, with slashes. */
export function faults(file: string, text: string): string[] {
  const lines = text.trimEnd().split('\n')
  const linesMax = isBeside(file) ? TEST_LINES_MAX : FILE_LINES_MAX
  const found = lines.flatMap((line, index) => {
    return lineFaults(file, line).map((fault) => `${file}:${index + 1}: ${fault}`)
  })
  if (lines.length > linesMax) found.push(`${file}: ${lines.length} lines, not ${linesMax}`)
  return found
}

function lineFaults(file: string, line: string): string[] {
  const found: string[] = []
  for (const [pattern, instead, except] of BANNED) {
    if (pattern.test(line) && !isBeside(file) && !except.test(file)) found.push(`use ${instead}`)
  }
  const charsMax = /['"`]/.test(line) ? STRING_CHARS_MAX : LINE_CHARS_MAX
  if (line.length > charsMax) found.push(`${line.length} characters, not ${charsMax}`)
  const imported = /(?:\bfrom |\bimport |\bimport\()'([^']+)'/.exec(line)?.[1]
  const fault = imported && importFault(file, imported)
  return fault ? [...found, fault] : found
}

if (import.meta.main) {
  const sources = '{server,web,simulators,tests,tools,load,bin}/**/*.{ts,tsx,mjs}'
  const files = globSync(sources, { exclude: ['web/dist'] }).toSorted()
  const found = files.flatMap((file) => {
    return faults(file.replaceAll(path.sep, '/'), readFileSync(file, 'utf8'))
  })
  console.log(found.join('\n') || `${files.length} files are tidy`)
  process.exitCode = found.length > 0 ? 1 : 0
}
