import { setTimeout as delay } from 'node:timers/promises'
import type { NewFault } from '#simulators/frame/faults.ts'
import { ORDER_CHANGES } from '#simulators/frame/control.ts'
import { type Call, type ChaosStore, rotateSecret } from './chaos-stores.ts'

/** A tenth each, as often as a bad week has them within a minute. */
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
  /** How many orders each platform gets. */
  orders: Readonly<Record<string, number>>
  /** Spread over so many rounds, with all that is wrong between them. */
  rounds: number
  pauseMs: number
  /** Changes of orders for each order that is made. */
  changesPerOrder: number
  random: () => number
  /** What happens besides, such as that a process is killed. */
  betweenRounds?: (round: number) => Promise<void>
}

/**
 * People buy, and change their minds, at six platforms that lose, double, delay and mix up what
 * they tell, refuse calls, and get new secrets half-way.
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
