import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'

type Check = { name: string; command: string[]; fix?: string[] }
type Result = { check: Check; passed: boolean; output: string; ms: number }

/** Slow checks first, so that the quick ones fill the gaps. */
const CHECKS: Check[] = [
  {
    name: 'reference',
    command: ['tools/reference.ts', '--check'],
    fix: ['tools/reference.ts'],
  },
  {
    name: 'lint',
    command: ['node_modules/oxlint/bin/oxlint', '--type-aware', '--deny-warnings', '-f', 'unix'],
    fix: ['node_modules/oxlint/bin/oxlint', '--type-aware', '--fix', '--quiet'],
  },
  { name: 'types', command: ['node_modules/typescript/bin/tsc', '--pretty', 'false'] },
  { name: 'unused', command: ['node_modules/knip/bin/knip.js', '--no-progress'] },
  { name: 'licences', command: ['tools/licences.ts'] },
  { name: 'audit', command: ['tools/audit.ts'] },
  { name: 'tidy', command: ['tools/tidy.ts'] },
  { name: 'words', command: ['tools/words.ts'] },
  {
    name: 'format',
    command: ['node_modules/oxfmt/bin/oxfmt', '--list-different'],
    fix: ['node_modules/oxfmt/bin/oxfmt'],
  },
  { name: 'lock', command: ['tools/lock.ts'] },
]

const LINES_SHOWN_MAX = 40

/** Runs all checks, a few at a time, prints each result and gives the exit code. */
async function check(isFix: boolean): Promise<0 | 1> {
  const startedAt = performance.now()
  if (isFix) for (const { fix } of CHECKS.toReversed()) if (fix) await run(fix)
  const results: Result[] = []
  const waiting = [...CHECKS]
  const lane = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const result = await perform(next)
      results.push(result)
      printResult(result)
    }
  }
  await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, lane))
  const failed = results.filter(({ passed }) => !passed).map((result) => result.check.name)
  const words = failed.length > 0 ? `failed: ${failed.join(', ')}` : 'all passed'
  console.log(`\n${results.length} checks in ${seconds(performance.now() - startedAt)}, ${words}`)
  return failed.length > 0 ? 1 : 0
}

async function perform(one: Check): Promise<Result> {
  const startedAt = performance.now()
  const { code, output } = await run(one.command)
  return { check: one, passed: code === 0, output, ms: performance.now() - startedAt }
}

/** Prints one line for a check that passes. Only the audit has something to say even then. */
function printResult({ check: { name }, passed, output, ms }: Result): void {
  console.log(`${passed ? 'ok    ' : 'FAILED'} ${name.padEnd(10)} ${seconds(ms).padStart(7)}`)
  const lines = output.trimEnd().split('\n')
  if (passed && name !== 'audit') return
  const shown = lines.slice(0, LINES_SHOWN_MAX).map((line) => `         ${line}`)
  const more = lines.length - shown.length
  console.log([...shown, ...(more > 0 ? [`         … and ${more} more lines`] : [])].join('\n'))
}

const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`

function run(command: string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, NO_COLOR: '1' }
    const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'pipe'], env })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => (output += String(chunk)))
    child.stderr.on('data', (chunk: Buffer) => (output += String(chunk)))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code: code ?? 1, output }))
  })
}

const words = process.argv.slice(2)
if (words.every((word) => word === '--fix')) process.exitCode = await check(words.length > 0)
else {
  console.error('npm run check [-- --fix]')
  process.exitCode = 2
}
