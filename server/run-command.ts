import { parseArgs, type ParseArgsConfig } from 'node:util'
import * as access from '#access'
import { type Command, type CommandResult, type Options, WrongUse } from '#platform/command.ts'
import { type Config, readConfig } from '#platform/config.ts'
import { scoped } from '#platform/events.ts'
import { findInstance } from '#platform/instance.ts'
import { NO_ORG } from '#platform/jobs.ts'
import { createLog } from '#platform/log.ts'
import { migrate } from '#platform/migrate.ts'
import { Problem } from '#platform/problem.ts'
import { commands } from './app.ts'
import { startDatabase } from './database.ts'
import { allowSimulated } from './demo-channels.ts'
import { openRuntime } from './runtime.ts'

export const WRONG_USE = 2
const FINDING = 1

const COMMON = {
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} satisfies NonNullable<ParseArgsConfig['options']>

/**
 * Runs a command and gives the exit code. 0: done. 1: done with a finding, or refused. 2: wrong
 * use.
 */
export async function runCommand(args: string[]): Promise<number> {
  const command = commandOf(args)
  if (!command) {
    const wanted = args[0] !== undefined && !['help', '--help', '-h'].includes(args[0])
    return say(wanted ? unknown(args) : overview(args), wanted ? WRONG_USE : 0)
  }
  try {
    const { values, words } = read(command, args)
    if (values['help']) return say(usage(command), 0)
    return show(await execute(command, values, words), values['json'] === true)
  } catch (error) {
    if (error instanceof WrongUse) return say(`${error.message}\n\n${usage(command)}`, WRONG_USE)
    if (!(error instanceof Problem)) throw error
    return say(wordsOf(error), error.code === 'invalid_request' ? WRONG_USE : FINDING)
  }
}

function read(command: Command, args: string[]): { values: Options; words: string[] } {
  const rest = args.slice(command.name.split(' ').length)
  const options = { ...command.options, ...COMMON }
  let values: Options
  let words: string[]
  try {
    ;({ values, positionals: words } = parseArgs({ args: rest, options, allowPositionals: true }))
  } catch (error) {
    throw new WrongUse(wordsOfArgs(error as Error & { code?: string }))
  }
  const wanted = command.words ?? []
  const missing = wanted.slice(words.length).find((word) => !word.startsWith('['))
  if (missing && !values['help']) throw new WrongUse(`${missing} is missing.`)
  const [surplus] = wanted.at(-1)?.endsWith('…') ? [] : words.slice(wanted.length)
  if (surplus !== undefined) throw new WrongUse(`What is meant by "${surplus}"?`)
  return { values, words }
}

/** Leaves out Node's advice on how to pass such a word as a value, which hardly anybody wants. */
const wordsOfArgs = ({ code, message }: Error & { code?: string }): string =>
  code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION'
    ? `There is no option ${/'(.+?)'/.exec(message)?.[1]} here.`
    : message

/** The command with the longest matching name: `users create` before `users`. */
const commandOf = (args: string[]): Command | undefined =>
  commands
    .filter(({ name }) => args.slice(0, name.split(' ').length).join(' ') === name)
    .toSorted((a, b) => b.name.length - a.name.length)[0]

function show({ json, text, finding }: CommandResult, asJson: boolean): number {
  process.stdout.write(asJson ? `${JSON.stringify(json)}\n` : `${text}\n`)
  return finding ? FINDING : 0
}

function say(words: string, code: number): number {
  const stream = code === 0 ? process.stdout : process.stderr
  stream.write(`${words}\n`)
  return code
}

function wordsOf({ message, details }: Problem): string {
  const errors = (details['errors'] ?? []) as { pointer: string; detail: string }[]
  // Short details, which are meant for programs, are shown to people as well.
  const said = Object.entries(details).filter(([, value]) => isShort(value))
  const more = said.map(([name, value]) => `  ${name}: ${[value].flat().join(', ')}`)
  if (errors.length === 0) return [message, ...more].join('\n')
  // The message speaks about parts of an HTTP request, so it is left out.
  return errors.map((one) => `${one.pointer.replace(/^\/\w+\//, '')}: ${one.detail}`).join('\n')
}

/**
 * Who types a command has no client that gives up meanwhile, and types it just when the machine has
 * too much to do: it waits for a connection as long as a start does.
 */
const patient = (config: Config): Config => ({
  ...config,
  databaseWaitMs: Math.max(config.databaseWaitMs, config.databaseStartTimeoutMs),
})

/** Runs on the database of the running process, or starts the embedded one for the moment. */
async function execute(command: Command, options: Options, words: string[]) {
  const config = patient(readConfig(process.env))
  const log = createLog({
    level: 'warn',
    destination: { write: (line) => process.stderr.write(line) },
  })
  const running = config.databaseUrl ? undefined : findInstance(config.dataDir)
  const found = running?.databaseUrl
  const database = found
    ? { url: found, directUrl: found, stop: async () => {} }
    : await startDatabase(config, log)
  try {
    if (!found && !command.asItIs) await migrate(database.directUrl)
    const { runtime, close } = openRuntime(config, database.url, log)
    try {
      const orgId = command.asItIs ? NO_ORG : await access.defaultOrgId(runtime)
      const actor = { type: 'system', id: null, name: 'command line' } as const
      const ctx = scoped(runtime, { orgId, actor })
      if (!command.asItIs) await allowSimulated(ctx)
      return await command.run({ runtime, ctx, directUrl: database.directUrl }, options, words)
    } finally {
      await close()
    }
  } finally {
    await database.stop()
  }
}

function usage(command: Command): string {
  const names = Object.keys({ ...command.options, ...COMMON })
  const width = Math.max(...names.map(({ length }) => length)) + 2
  const options = names.map((name) => {
    const help = { json: 'print JSON', help: 'print this', ...command.help }[name] ?? ''
    return `  --${name.padEnd(width)}${help}`
  })
  const call = ['./penstock', command.name, ...(command.words ?? [])].join(' ')
  return [call, `  ${command.summary}`, '', ...options].join('\n')
}

const isShort = (value: unknown): boolean =>
  [value].flat().every((one) => typeof one === 'string' || typeof one === 'number')

/** The first word of other commands, such as `stores`, lists those; any other word is unknown. */
function unknown(args: string[]): string {
  const [first = ''] = args
  if (commands.some(({ name }) => name.split(' ')[0] === first)) return overview(args)
  const near = commands.filter(({ name, summary }) => `${name} ${summary}`.includes(first))
  const shown = near.slice(0, NEAR_MAX).map(({ name }) => `./penstock ${name}`)
  return [
    `There is no command "${first}". All of them: ./penstock help`,
    ...(shown.length > 0 ? [`Is one of these meant? ${shown.join(', ')}`] : []),
  ].join('\n')
}

const NEAR_MAX = 5

/** These are not commands of the server (see `cli.ts`), but people look for them in this list. */
const OTHERS = [
  { name: 'start', summary: 'Run the product, until Ctrl+C' },
  { name: 'bench', summary: 'Measure this machine: bench NAME' },
]

function overview([first]: string[]): string {
  const family = commands.filter(({ name }) => name.split(' ')[0] === first)
  const shown = family.length > 0 ? family : [...OTHERS, ...commands]
  const width = Math.max(...shown.map(({ name }) => name.length)) + 2
  const lines = shown.map(({ name, summary }) => `  ${name.padEnd(width)}${summary}`)
  return ['./penstock <command>   (--help with each, --json for programs)', '', ...lines].join('\n')
}
