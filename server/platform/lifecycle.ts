import type { Log } from './log.ts'

export type Part = {
  /** Called before any part is stopped, so that no new work is sent here. */
  unready?: () => void
  /** Finishes the work that was accepted, then closes. */
  stop?: () => Promise<void> | void
}

export type Lifecycle = {
  /** Parts are added in the order in which they start, and are stopped in the reverse order. */
  add(name: string, part: Part): void
  /** 0 when everything was drained; 1 when the time limit was reached or a part failed to stop. */
  stop(): Promise<0 | 1>
  /** Resolves with the first signal. The second one ends the process at once. */
  untilSignal(onHangup?: () => void): Promise<string>
}

export function createLifecycle(options: { log: Log; stopTimeoutMs: number }): Lifecycle {
  const parts: NamedPart[] = []
  let stopped: Promise<0 | 1> | undefined
  return {
    add: (name, part) => void parts.push({ name, ...part }),
    stop: () => (stopped ??= stopAll(parts, options)),
    untilSignal: (onHangup) => untilSignal(options.log, onHangup),
  }
}

type NamedPart = Part & { name: string }

async function stopAll(
  parts: NamedPart[],
  { log, stopTimeoutMs }: { log: Log; stopTimeoutMs: number },
): Promise<0 | 1> {
  for (const { unready } of parts) unready?.()
  const waiting = new Set(parts.filter(({ stop }) => stop).map(({ name }) => name))
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<'limit'>((resolve) => {
    timer = setTimeout(() => resolve('limit'), stopTimeoutMs)
  })
  const outcome = await Promise.race([drain(parts, waiting, log), limit])
  clearTimeout(timer)
  if (outcome !== 'limit') return outcome
  log.error({ waiting: [...waiting], stopTimeoutMs }, 'stop limit hit')
  return 1
}

async function drain(parts: NamedPart[], waiting: Set<string>, log: Log): Promise<0 | 1> {
  let code: 0 | 1 = 0
  for (const { name, stop } of parts.toReversed()) {
    const startedAt = performance.now()
    try {
      await stop?.()
    } catch (error) {
      // The others must be stopped all the same.
      log.error({ part: name, err: error }, 'part failed to stop')
      code = 1
    }
    waiting.delete(name)
    log.debug({ part: name, ms: Math.round(performance.now() - startedAt) }, 'part stopped')
  }
  return code
}

// Only our bootstrap opens this channel. It closes when the bootstrap ends, even by SIGKILL.
const hadParent = process.connected

function untilSignal(log: Log, onHangup: (() => void) | undefined): Promise<string> {
  return new Promise((resolve) => {
    // Keeps the process alive even when it has no open connection for a moment.
    const life = setInterval(() => {}, 3_600_000)
    let isAsked = false
    const ask = (signal: string) => {
      if (isAsked) {
        log.warn({ signal }, 'second signal, ending at once')
        process.exit(1)
      }
      isAsked = true
      clearInterval(life)
      resolve(signal)
    }
    process.on('SIGTERM', ask)
    process.on('SIGINT', ask)
    process.on('SIGHUP', () => onHangup?.())
    const onOrphaned = () => {
      if (!isAsked) ask('parent ended')
    }
    if (hadParent && !process.connected) onOrphaned()
    else process.once('disconnect', onOrphaned)
  })
}
