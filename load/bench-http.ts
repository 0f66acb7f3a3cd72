import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import type { BenchResult } from './bench.ts'
import { PATH, TOKEN } from './bench-http-route.ts'
import { httpLoad, type LoadResult } from './http-load.ts'
import { median } from './rounds.ts'

const RATIO_MIN = 0.5
const CONNECTIONS = 64

/**
 * Measures what our path of a request costs: a trivial route with a permission, against Fastify
 * with nothing else. The two run in turns, each in its own process, under the same load.
 */
export async function benchHttp({ short }: { short: boolean }): Promise<BenchResult> {
  const [rounds, durationMs] = short ? [9, 900] : [15, 2_500]
  const servers = { bare: await start('bare'), product: await start('product') }
  const rest = stayAwake()
  try {
    for (const { address } of Object.values(servers)) await load(address, durationMs)
    const measured: { bare: LoadResult; product: LoadResult }[] = []
    for (let round = 0; round < rounds; round++) {
      measured.push({
        bare: await load(servers.bare.address, durationMs),
        product: await load(servers.product.address, durationMs),
      })
    }
    return resultOf(measured)
  } finally {
    rest()
    for (const { child } of Object.values(servers)) child.kill()
  }
}

/**
 * Keeps the client's processor awake. Waking a sleeping client is charged to the server that
 * answers, and on a virtual machine it costs more than the request: the slower server would pay it
 * and the faster one would not.
 */
function stayAwake(): () => void {
  let isAwake = true
  const turn = () => {
    if (isAwake) setImmediate(turn)
  }
  turn()
  return () => (isAwake = false)
}

function resultOf(measured: { bare: LoadResult; product: LoadResult }[]): BenchResult {
  // Other work on the machine affects both servers of a round, so the ratio is computed for each
  // round.
  const ratio = median(measured.map(({ bare, product }) => product.perSecond / bare.perSecond))
  const figures = {
    barePerS: median(measured.map(({ bare }) => bare.perSecond)),
    productPerS: median(measured.map(({ product }) => product.perSecond)),
    productP99Ms: median(measured.map(({ product }) => product.p99Ms)),
    ratio: Number(ratio.toFixed(3)),
    refused: measured.reduce((sum, { product }) => sum + refusedOf(product), 0),
  }
  const goals = { ratio: `>= ${RATIO_MIN}`, refused: '= 0' }
  return { figures, goals, met: ratio >= RATIO_MIN && figures.refused === 0 }
}

const refusedOf = ({ statuses }: LoadResult): number =>
  Object.entries(statuses).reduce((sum, [status, n]) => sum + (status === '200' ? 0 : n), 0)

const load = (url: string, durationMs: number): Promise<LoadResult> =>
  httpLoad({
    url,
    connections: CONNECTIONS,
    durationMs,
    headers: { authorization: `Bearer ${TOKEN}`, accept: 'application/json' },
    next: () => ({ method: 'GET', path: PATH }),
  })

async function start(kind: 'bare' | 'product'): Promise<{ child: ChildProcess; address: string }> {
  const file = path.join(import.meta.dirname, 'bench-http-server.ts')
  // The log is written as in production, but to a place that takes no time.
  const child = fork(file, [kind], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`The ${kind} server ended with ${code}.`)
  })
  const [address] = (await Promise.race([once(child, 'message'), failed])) as [string]
  failed.catch(() => {})
  return { child, address }
}
