import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { startEmbeddedPostgres } from '#platform/embedded-postgres.ts'
import { benchChaos } from './bench-chaos.ts'
import { benchHttp } from './bench-http.ts'
import { benchImport } from './bench-import.ts'
import { benchJobs } from './bench-jobs.ts'
import { benchKills } from './bench-kills.ts'
import { benchLists } from './bench-lists.ts'
import { benchLive } from './bench-live.ts'
import { benchOutage } from './bench-outage.ts'
import { benchOrderMemory } from './bench-order-memory.ts'
import { benchRaces } from './bench-races.ts'
import { benchPlaceOrder } from './bench-place-order.ts'
import { benchWeb } from './bench-web.ts'
import { keepReport, reportOf, tableOf } from './report.ts'

export type BenchResult = {
  figures: Record<string, number>
  goals: Record<string, string>
  met: boolean
}

type Options = {
  short: boolean
  /** For benches with random moments: the seed of an earlier report, and the number of rounds. */
  seed: number | undefined
  rounds: number | undefined
  /** The size of the shop, for benches that need a large one. */
  orders: number | undefined
  /** The data folder of PostgreSQL, for benches that kill it. */
  dataDir: string
}

type Bench = {
  summary: string
  /** Settings of PostgreSQL, besides those of the product. */
  settings?: Record<string, string>
  /** `url` is a database of its own on a server with full durability, as in production. */
  run: (url: string, options: Options) => Promise<BenchResult>
}

/** Makes PostgreSQL record when each transaction was committed. */
const COMMIT_TIMES = { track_commit_timestamp: 'on' }

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
  live: {
    summary: 'from the commit to a thousand watchers, what an idle one costs, and cuts',
    settings: COMMIT_TIMES,
    run: (url, options) => benchLive(url, options),
  },
  web: {
    summary: 'the portal in a browser, with a million orders behind it',
    settings: COMMIT_TIMES,
    run: (url, options) => benchWeb(url, options),
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

/**
 * Runs `./penstock bench NAME`. The last line printed is one JSON object; the exit code is 1 when a
 * goal is not met.
 */
export async function bench(args: string[]): Promise<number> {
  const asked = read(args)
  const chosen = asked && !asked.help ? benches[asked.name] : undefined
  if (!asked || !chosen) {
    const stream = asked?.help ? process.stdout : process.stderr
    stream.write(usage())
    return asked?.help ? 0 : 2
  }
  const { name, options, data } = asked
  const result = await withServer({ data, settings: chosen.settings ?? {} }, (url, dataDir) =>
    chosen.run(url, { ...options, dataDir }),
  )
  process.stderr.write(tableOf(result))
  const report = reportOf(name, { short: options.short, ...result })
  if (asked.keep) await keepReport(name, report)
  process.stdout.write(`${JSON.stringify(report)}\n`)
  return result.met ? 0 : 1
}

const flag = { type: 'boolean' } as const
const text = { type: 'string' } as const
const OPTIONS = {
  ...{ short: flag, json: flag, keep: flag, seed: text, rounds: text, orders: text, data: text },
  help: { ...flag, short: 'h' },
} as const

/** Parses the arguments. Gives `undefined` when they make no sense. */
function read(args: string[]) {
  try {
    const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true })
    const { short = false, keep = false, help = false } = values
    const { seed, rounds, orders, data } = values
    const numbers = { seed: wholeOf(seed), rounds: wholeOf(rounds), orders: wholeOf(orders) }
    const [name = '', ...more] = positionals
    return more.length > 0 ? undefined : { name, options: { short, ...numbers }, data, keep, help }
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
    './penstock bench NAME [--short] [--keep] [--seed N]',
    '  kills, live: [--rounds N]   lists, web: [--orders N] [--data FOLDER]',
    '',
    ...lines,
    '',
    '--keep writes a report into load/reports. With --data the database stays in that folder:',
    'it is filled once, and measured as often as one likes.',
    '',
  ].join('\n')
}

async function withServer<Result>(
  { data, settings }: { data: string | undefined; settings: Record<string, string> },
  work: (url: string, dataDir: string) => Promise<Result>,
): Promise<Result> {
  const folder = data ?? (await mkdtemp(path.join(tmpdir(), 'penstock-bench-')))
  const dataDir = path.resolve(folder, 'postgres')
  const { url, stop } = await startEmbeddedPostgres({ dataDir, settings })
  try {
    return await work(url, dataDir)
  } finally {
    await stop()
    if (!data) await rm(folder, { recursive: true, force: true, maxRetries: 10 })
  }
}
