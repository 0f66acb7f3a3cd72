type Timer = { atMs: number; what: () => unknown }

const TIMER_MAX_MS = 2_147_483_647

/**
 * The time of a simulated platform. It may run faster than ours, so that retries over two days take
 * a minute; or stand still, so that a test moves it by hand and nothing depends on how fast the
 * machine is.
 */
export type SimulatorClock = {
  now(): Date
  /** 1 is as fast as ours, 0 stands still. */
  rate(): number
  setRate(rate: number): void
  after(ms: number, what: () => unknown): void
  /** Goes on, waiting for all that falls due on the way, each at its own time. */
  advance(ms: number): Promise<void>
  stop(): void
}

export function createClock({ startAt = systemNow(), rate = 1 } = {}): SimulatorClock {
  const timers: Timer[] = []
  let baseMs = startAt.getTime()
  let baseReal = performance.now()
  let ring: NodeJS.Timeout | undefined
  let isStopped = false

  const nowMs = () => Math.floor(baseMs + (performance.now() - baseReal) * rate)

  const setTo = (ms: number) => {
    baseMs = Math.max(ms, nowMs())
    baseReal = performance.now()
  }

  const arm = () => {
    clearTimeout(ring)
    const first = timers[0]
    if (!first || rate === 0 || isStopped) return
    const waitMs = Math.max(0, (first.atMs - nowMs()) / rate)
    ring = setTimeout(runDue, Math.min(Math.ceil(waitMs), TIMER_MAX_MS)).unref()
  }

  const runDue = () => {
    while (timers[0] && timers[0].atMs <= nowMs()) void timers.shift()!.what()
    arm()
  }

  return {
    now: () => new Date(nowMs()),
    rate: () => rate,
    setRate(next) {
      setTo(nowMs())
      rate = next
      arm()
    },
    after(ms, what) {
      const atMs = nowMs() + ms
      const place = timers.findLastIndex((timer) => timer.atMs <= atMs) + 1
      timers.splice(place, 0, { atMs, what })
      if (place === 0) arm()
    },
    async advance(ms) {
      const targetMs = nowMs() + ms
      while (timers[0] && timers[0].atMs <= targetMs) {
        const { atMs, what } = timers.shift()!
        setTo(atMs)
        await what()
      }
      setTo(targetMs)
      arm()
    },
    stop() {
      isStopped = true
      clearTimeout(ring)
    },
  }
}

const systemNow = () => new Date(performance.timeOrigin + performance.now())
