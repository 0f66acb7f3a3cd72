import { monitorEventLoopDelay } from 'node:perf_hooks'

export type Lag = { meanMs(): number; stop(): void }

const SAMPLE_EVERY_MS = 500
const NANO_PER_MS = 1e6

/** Measures the delay of the event loop, as the mean of the last half second. */
export function watchLag(): Lag {
  const histogram = monitorEventLoopDelay({ resolution: 20 })
  histogram.enable()
  let meanMs = 0
  const timer = setInterval(() => {
    meanMs = (histogram.mean || 0) / NANO_PER_MS
    histogram.reset()
  }, SAMPLE_EVERY_MS)
  timer.unref()
  return {
    meanMs: () => meanMs,
    stop() {
      clearInterval(timer)
      histogram.disable()
    },
  }
}
