import { performance } from 'node:perf_hooks'
import { setTimeout as delay } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const LOOKED_AT_MS = 3_000
/** A process that is busy for a smaller share of the time counts as quiet. */
const QUIET_MAX = 0.5

/**
 * Gives back memory that only the start needed. An idle process produces so little garbage that V8
 * would keep it for hours. With all roles in one process, memory falls from 267 to 174 MB after the
 * first start and from 199 to 147 MB after later ones, at the price of one pause of 0.2 s (November
 * 2026). A process that is busy from the start needs the memory, and has no time for the pause.
 */
export async function giveBackMemoryWhenQuiet(): Promise<void> {
  for (;;) {
    const before = performance.eventLoopUtilization()
    await delay(LOOKED_AT_MS, undefined, { ref: false })
    if (performance.eventLoopUtilization(before).utilization < QUIET_MAX) return giveBackMemory()
  }
}

type Collect = (options: { type: 'major'; execution: 'sync'; flavor: 'last-resort' }) => void

/** Only a last-resort collection also shrinks the space for new objects. */
export function giveBackMemory(): void {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as Collect
  collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}
