import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { cpus, tmpdir, totalmem } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { startEmbeddedPostgres } from '#platform/embedded-postgres.ts'
import { version } from '../server/version.ts'
import { benchHttp } from './bench-http.ts'
import { benchJobs } from './bench-jobs.ts'
import { benchKills } from './bench-kills.ts'
import { benchLists } from './bench-lists.ts'
import { benchPlaceOrder } from './bench-place-order.ts'

export type BenchResult = {
  figures: Record<string, number>
  goals: Record<string, string>
  met: boolean
}

type Bench = {
  summary: string
  /** `url`: a database of its own on a server with full durability, as in production. */
  run: (url: string, options: { short: boolean }) => Promise<BenchResult>
}

const benches: Record<string, Bench> = {
  'place-order': {
    summary: 'placing orders against pgbench, which writes the same rows one by one',
    run: (url, options) => benchPlaceOrder(url, options),
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
}

const REPORTS = path.resolve(import.meta.dirname, 'reports')

/** `./penstock bench NAME`: the last line printed is one JSON object; 1 when a goal is not met. */
export async function bench(args: string[]): Promise<number> {
  const { values, name, isSure } = read(args)
  const chosen = isSure ? benches[name] : undefined
  if (!chosen) {
    const lines = Object.entries(benches).map(
      ([key, { summary }]) => `  ${key.padEnd(14)}${summary}`,
    )
    const stream = values.help ? process.stdout : process.stderr
    stream.write(`./penstock bench NAME [--short] [--keep]\n\n${lines.join('\n')}\n`)
    return values.help ? 0 : 2
  }
  const short = values.short === true
  const result = await withServer((url) => chosen.run(url, { short }))
  const machine = `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, ${cpus()[0]?.model ?? ''}`
  const report = { bench: name, version, machine, short, ...result }
  if (values.keep) await keep(name, report)
  process.stdout.write(`${JSON.stringify(report)}\n`)
  return result.met ? 0 : 1
}

/** What cannot be understood is answered with how it is meant, as by every command. */
function read(args: string[]) {
  const flag = { type: 'boolean' } as const
  const options = { short: flag, json: flag, keep: flag, help: { ...flag, short: 'h' } } as const
  const { values, positionals } = parseArgs({
    ...{ args, options, allowPositionals: true, strict: false },
  })
  const [name = '', ...more] = positionals
  const isSure = more.length === 0 && Object.keys(values).every((key) => key in options)
  return { values, name, isSure: isSure && !values.help }
}

async function withServer<Result>(work: (url: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(path.join(tmpdir(), 'penstock-bench-'))
  const { url, stop } = await startEmbeddedPostgres({ dataDir: path.join(folder, 'postgres') })
  try {
    return await work(url)
  } finally {
    await stop()
    await rm(folder, { recursive: true, force: true, maxRetries: 10 })
  }
}

async function keep(name: string, report: object): Promise<void> {
  await mkdir(REPORTS, { recursive: true })
  const day = new Date().toISOString().slice(0, 10)
  const file = path.join(REPORTS, `${name}-${day}.json`)
  await writeFile(file, `${JSON.stringify(report, null, 2)}\n`)
  process.stderr.write(`kept in load/reports/${path.basename(file)}\n`)
}
