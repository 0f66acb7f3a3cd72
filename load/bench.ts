import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { cpus, tmpdir, totalmem } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { startEmbeddedPostgres } from '#platform/embedded-postgres.ts'
import { version } from '../server/version.ts'
import { benchChaos } from './bench-chaos.ts'
import { benchHttp } from './bench-http.ts'
import { benchImport } from './bench-import.ts'
import { benchJobs } from './bench-jobs.ts'
import { benchKills } from './bench-kills.ts'
import { benchLists } from './bench-lists.ts'
import { benchOutage } from './bench-outage.ts'
import { benchOrderMemory } from './bench-order-memory.ts'
import { benchRaces } from './bench-races.ts'
import { benchPlaceOrder } from './bench-place-order.ts'

export type BenchResult = {
  figures: Record<string, number>
  goals: Record<string, string>
  met: boolean
}

type Options = {
  short: boolean
  /** For benches that work by chance: a seed from a report, and how long. */
  seed: number | undefined
  rounds: number | undefined
  /** Where the server keeps its database, for benches that kill it. */
  dataDir: string
}

type Bench = {
  summary: string
  /** `url`: a database of its own on a server with full durability, as in production. */
  run: (url: string, options: Options) => Promise<BenchResult>
}

const benches: Record<string, Bench> = {
  'place-order': {
    summary: 'placing orders against pgbench, which writes the same rows one by one',
    run: (url, options) => benchPlaceOrder(url, options),
  },
  import: {
    summary: 'signed webhooks of Shopify against pgbench, which writes the same rows one by one',
    run: (url, options) => benchImport(url, options),
  },
  outage: {
    summary: 'five minutes of webhooks while PostgreSQL is away, and none is lost or doubled',
    run: (url, options) => benchOutage(url, options),
  },
  'order-memory': {
    summary: 'whether memory stays flat while orders are placed for five minutes',
    run: (url, options) => benchOrderMemory(url, options),
  },
  lists: {
    summary: 'lists, counts and searches of a shop with a million orders',
    run: (url, options) => benchLists(url, options),
  },
  http: {
    summary: 'a trivial route with a permission against Fastify with nothing else',
    run: (_url, options) => benchHttp(options),
  },
  jobs: {
    summary: 'from an event to the start of its job, and how fast a heap of jobs is done',
    run: (url, { short }) => benchJobs(url, { short, kills: short ? 0 : 50 }),
  },
  kills: {
    summary: '200 kill -9 of the whole program while orders are placed',
    run: (_url, options) => benchKills(options),
  },
  chaos: {
    summary: '20,000 orders at six platforms that fail, with kills and losses, and none missing',
    run: (url, options) => benchChaos(url, options),
  },
  races: {
    summary: 'a thousand buyers for fifty pieces at three processes, and orders that tangle',
    run: (url, options) => benchRaces(url, options),
  },
}

const REPORTS = path.resolve(import.meta.dirname, 'reports')

/** `./penstock bench NAME`: the last line printed is one JSON object; 1 when a goal is not met. */
export async function bench(args: string[]): Promise<number> {
  const asked = read(args)
  const chosen = asked && !asked.help ? benches[asked.name] : undefined
  if (!asked || !chosen) {
    const stream = asked?.help ? process.stdout : process.stderr
    stream.write(usage())
    return asked?.help ? 0 : 2
  }
  const { name, options } = asked
  const result = await withServer((url, dataDir) => chosen.run(url, { ...options, dataDir }))
  const machine = `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, ${cpus()[0]?.model ?? ''}`
  const report = { bench: name, version, machine, short: options.short, ...result }
  if (asked.keep) await keepReport(name, report)
  process.stdout.write(`${JSON.stringify(report)}\n`)
  return result.met ? 0 : 1
}

const flag = { type: 'boolean' } as const
const text = { type: 'string' } as const
const OPTIONS = {
  ...{ short: flag, json: flag, keep: flag, seed: text, rounds: text },
  help: { ...flag, short: 'h' },
} as const

/** `undefined` when it cannot be understood. */
function read(args: string[]) {
  try {
    const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true })
    const { short = false, keep = false, help = false } = values
    const options = { short, seed: wholeOf(values.seed), rounds: wholeOf(values.rounds) }
    return positionals.length > 1 ? undefined : { name: positionals[0] ?? '', options, keep, help }
  } catch {
    return undefined
  }
}

function wholeOf(word: string | undefined): number | undefined {
  if (word !== undefined && !/^\d{1,9}$/.test(word)) throw new Error(`${word} is no whole number.`)
  return word === undefined ? undefined : Number(word)
}

const usage = (): string => {
  const lines = Object.entries(benches).map(
    ([name, { summary }]) => `  ${name.padEnd(14)}${summary}`,
  )
  return [
    './penstock bench NAME [--short] [--keep] [--seed N]  (kills: [--rounds N])',
    '',
    ...lines,
    '',
  ].join('\n')
}

async function withServer<Result>(
  work: (url: string, dataDir: string) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(path.join(tmpdir(), 'penstock-bench-'))
  const dataDir = path.join(folder, 'postgres')
  const { url, stop } = await startEmbeddedPostgres({ dataDir })
  try {
    return await work(url, dataDir)
  } finally {
    await stop()
    await rm(folder, { recursive: true, force: true, maxRetries: 10 })
  }
}

async function keepReport(name: string, report: object): Promise<void> {
  await mkdir(REPORTS, { recursive: true })
  const day = new Date().toISOString().slice(0, 10)
  const taken = (await readdir(REPORTS)).filter((file) => file.startsWith(`${name}-${day}`)).length
  const file = path.join(REPORTS, `${name}-${day}${taken > 0 ? `-${taken + 1}` : ''}.json`)
  await writeFile(file, `${JSON.stringify(report, null, 2)}\n`)
  process.stderr.write(`kept in load/reports/${path.basename(file)}\n`)
}
