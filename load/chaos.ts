import { setTimeout as delay } from 'node:timers/promises'
import type { NewFault } from '#simulators/frame/faults.ts'
import { ORDER_CHANGES } from '#simulators/frame/control.ts'
import { type Call, type ChaosStore, rotateSecret } from './chaos-stores.ts'

/** Each fault hits a tenth of the calls: as many faults in a minute as in a bad week. */
const FAULTS: NewFault[] = [
  { on: 'webhook', kind: 'drop', probability: 0.1 },
  { on: 'webhook', kind: 'duplicate', probability: 0.1 },
  { on: 'webhook', kind: 'reorder', probability: 0.1 },
  { on: 'webhook', kind: 'delay', probability: 0.1, delayMs: 400 },
  { on: 'request', kind: 'too_many_requests', probability: 0.04 },
  { on: 'request', kind: 'server_error', probability: 0.04 },
  { on: 'request', kind: 'cut_in_body', probability: 0.02 },
]

export type Plan = {
  /** The number of orders of each platform. */
  orders: Readonly<Record<string, number>>
  /** The number of rounds over which the orders are spread, with faults in between. */
  rounds: number
  pauseMs: number
  /** The number of changes for each order that is placed. */
  changesPerOrder: number
  random: () => number
  /** What else happens between the rounds, such as that a process is killed. */
  betweenRounds?: (round: number) => Promise<void>
}

/**
 * Lets people buy, and change their orders, at six platforms that lose, duplicate, delay and
 * reorder their messages, refuse calls, and get new secrets half-way.
 */
export async function makeChaos(stores: ChaosStore[], call: Call, plan: Plan): Promise<void> {
  const { rounds } = plan
  const half = Math.floor(rounds / 2)
  for (const { simulator } of stores) for (const fault of FAULTS) simulator.faults.add(fault)
  const ids = new Map<ChaosStore, string[]>(stores.map((store) => [store, []]))
  for (let round = 0; round < rounds; round++) {
    for (const [store, known] of ids) trade(store, known, plan, round)
    if (round === half) for (const store of stores) await rotateSecret(store, call)
    await plan.betweenRounds?.(round)
    await delay(plan.pauseMs)
  }
  for (const { simulator } of stores) simulator.faults.clear()
}

function trade({ platform, simulator }: ChaosStore, known: string[], plan: Plan, round: number) {
  const { rounds, random, changesPerOrder } = plan
  const total = plan.orders[platform] ?? 0
  const until = Math.round((total * (round + 1)) / rounds)
  const count = until - Math.round((total * round) / rounds)
  if (count > 0) known.push(...simulator.makeOrders(count))
  for (let change = 0; change < count * changesPerOrder; change++) {
    const id = known[Math.floor(random() * known.length)]!
    simulator.changeOrder(id, ORDER_CHANGES[Math.floor(random() * ORDER_CHANGES.length)]!)
  }
}
