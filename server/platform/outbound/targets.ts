import { labelOf } from '../outbound-metrics.ts'
import { breakerOf, createTarget, type Target, type TargetLimits } from './target.ts'

export type { TargetLimits }

/** The current state of a target, for metrics and the API. */
export type TargetState = {
  target: string
  breaker: 'closed' | 'open' | 'half_open'
  inFlight: number
  waiting: number
  failuresInARow: number
  lastFailure: { at: Date; reason: string } | null
  /** How long nothing is sent, because the target asked for it or its breaker is open. */
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
      // A new limit creates a new target; calls under way finish with the old one.
      for (const known of targets.keys()) {
        if (known === name || labelOf(known) === name) targets.delete(known)
      }
    },
    state: () => [...targets.values()].map(stateOf),
  }
}

/**
 * Each shop is a target, so there may be many. A target that is idle and well has nothing to
 * remember.
 */
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
