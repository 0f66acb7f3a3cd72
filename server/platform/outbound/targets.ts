import { labelOf } from '../outbound-metrics.ts'
import { breakerOf, createTarget, type Target, type TargetLimits } from './target.ts'

export type { TargetLimits }

/** What is known of a target just now: shown in metrics and by API. */
export type TargetState = {
  target: string
  breaker: 'closed' | 'open' | 'half_open'
  inFlight: number
  waiting: number
  failuresInARow: number
  lastFailure: { at: Date; reason: string } | null
  /** Nothing is sent for so long: it asked for it, or its breaker is open. */
  heldBackMs: number
}

export type Targets = {
  get(name: string): Target
  limit(name: string, limits: TargetLimits): void
  state(): TargetState[]
}

const TARGETS_MAX = 10_000
const IDLE_MS = 600_000

export function createTargets(): Targets {
  const targets = new Map<string, Target>()
  const given = new Map<string, TargetLimits>()

  const get = (name: string): Target => {
    let target = targets.get(name)
    if (!target) {
      if (targets.size >= TARGETS_MAX) forgetIdle(targets)
      target = createTarget(name, given.get(name) ?? given.get(labelOf(name)) ?? {})
      targets.set(name, target)
    }
    target.lastUsedAt = performance.now()
    return target
  }

  return {
    get,
    limit(name, limits) {
      if (JSON.stringify(given.get(name)) === JSON.stringify(limits)) return
      given.set(name, limits)
      // A new limit begins with a new target; calls under way end on the old one.
      for (const known of targets.keys()) {
        if (known === name || labelOf(known) === name) targets.delete(known)
      }
    },
    state: () => [...targets.values()].map(stateOf),
  }
}

/** A name per shop is many names. What is quiet and well has nothing to remember. */
function forgetIdle(targets: Map<string, Target>): void {
  for (const [name, target] of targets) {
    const { breaker, inFlight, waiting, heldBackMs } = stateOf(target)
    const isQuiet = inFlight + waiting + heldBackMs === 0 && breaker === 'closed'
    if (isQuiet && performance.now() - target.lastUsedAt > IDLE_MS) targets.delete(name)
  }
}

function stateOf(target: Target): TargetState {
  const breaker = breakerOf(target)
  const openMs = breaker === 'open' ? target.opensAgainAt - performance.now() : 0
  return {
    target: target.name,
    breaker,
    inFlight: target.inFlight,
    waiting: target.limits.waitingMax - target.slots.queueSlots + target.gate.waiting,
    failuresInARow: target.failuresInARow(),
    lastFailure: target.lastFailure,
    heldBackMs: Math.ceil(Math.max(0, openMs, target.gate.pausedMs())),
  }
}
