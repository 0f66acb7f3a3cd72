import { existsSync } from 'node:fs'
import path from 'node:path'
import { ConfigError } from '#platform/config.ts'
import { explain, main } from './main.ts'
import { runCommand, WRONG_USE } from './run-command.ts'

const ENV_FILE = path.resolve(import.meta.dirname, '../.env')
const BENCH = path.resolve(import.meta.dirname, '../load/bench.ts')

/**
 * `./penstock start` runs the product; any other word is a command that does one thing and ends.
 */
async function run(args: string[]): Promise<number> {
  const [first] = args
  if (first === 'start') return args.length === 1 ? main() : usageOfStart(args)
  if (first === 'bench') return bench(args.slice(1))
  return runCommand(args)
}

/** The benches are loaded on demand, because an image of the server does not contain them. */
async function bench(args: string[]): Promise<number> {
  if (existsSync(BENCH)) return (await import('../load/bench.ts')).bench(args)
  process.stderr.write('What measures is in the source of Penstock, and not in this image.\n')
  return WRONG_USE
}

function usageOfStart([, word = '']: string[]): number {
  const isHelp = ['--help', '-h'].includes(word)
  if (!isHelp) process.stderr.write(`What is meant by "${word}"?\n\n`)
  const stream = isHelp ? process.stdout : process.stderr
  stream.write(
    './penstock start\n  Run the product; what it does is set in .env, see .env.example\n',
  )
  return isHelp ? 0 : WRONG_USE
}

// A reader such as `head` closes the pipe once it has read enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})

try {
  // Variables of the environment take precedence over the file.
  if (existsSync(ENV_FILE)) process.loadEnvFile(ENV_FILE)
  process.exitCode = await run(process.argv.slice(2))
} catch (error) {
  const { words, code } = explain(error)
  process.stderr.write(`${error instanceof ConfigError ? '' : 'Penstock cannot go on: '}${words}\n`)
  process.exitCode = code
}
// A handle that was left open must not keep a finished program alive.
setTimeout(() => process.exit(), 2_000).unref()
