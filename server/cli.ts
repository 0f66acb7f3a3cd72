import { existsSync } from 'node:fs'
import path from 'node:path'
import { ConfigError } from '#platform/config.ts'
import { explain, main } from './main.ts'
import { runCommand } from './run-command.ts'

const ENV_FILE = path.resolve(import.meta.dirname, '../.env')

/** `./penstock start` runs the product; every other word is a command that does one thing. */
async function run(args: string[]): Promise<number> {
  const [first] = args
  if (first === 'start') return main()
  // Measuring is not a part of the server, so it is loaded only when it is asked for.
  if (first === 'bench') return (await import('../load/bench.ts')).bench(args.slice(1))
  return runCommand(args)
}

try {
  // What is set in the environment itself wins over the file.
  if (existsSync(ENV_FILE)) process.loadEnvFile(ENV_FILE)
  process.exitCode = await run(process.argv.slice(2))
} catch (error) {
  const { words, code } = explain(error)
  process.stderr.write(`${error instanceof ConfigError ? '' : 'Penstock cannot go on: '}${words}\n`)
  process.exitCode = code
}
// A handle that somebody forgot must not keep a finished program alive.
setTimeout(() => process.exit(), 2_000).unref()
