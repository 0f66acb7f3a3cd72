import { createRandom } from './random.ts'
import type { Simulator } from './frame.ts'

/** Now and then somebody orders, and now and then an older order goes on; for a demo. */
export function trickle(simulator: Simulator, seed: number, everyMs: number): () => void {
  const random = createRandom(seed)
  let isStopped = false
  const next = () => {
    if (isStopped) return
    if (random.chance(0.7)) simulator.makeOrders(1)
    else goOn(simulator, random)
    simulator.clock.after(everyMs * (0.5 + random.next()), next)
  }
  simulator.clock.after(everyMs * random.next(), next)
  return () => {
    isStopped = true
  }
}

function goOn(simulator: Simulator, random: ReturnType<typeof createRandom>): void {
  const open = simulator
    .orders()
    .slice(-50)
    .filter(({ lifecycle }) => lifecycle === 'open')
  if (open.length === 0) return
  const change = random.pick(['fulfil', 'fulfil', 'fulfil', 'refund', 'cancel', 'edit'] as const)
  simulator.changeOrder(random.pick(open).externalId, change)
}
