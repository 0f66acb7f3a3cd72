import type { Log } from '../log.ts'

export type Repeated = { stop(): Promise<void> }

/**
 * Repeats work with a pause of `ms` in between, never twice at once. It logs the first of several
 * failures in a row, and the recovery.
 */
export function every(ms: number, what: string, log: Log, work: () => Promise<unknown>): Repeated {
  let failing = false
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let running = Promise.resolve()

  const once = async () => {
    try {
      await work()
      if (failing) log.info({ what }, 'worker_recovered')
      failing = false
    } catch (error) {
      if (!failing) log.warn({ err: error, what }, 'worker_failing')
      failing = true
    }
    if (!stopped) timer = setTimeout(start, ms)
  }
  const start = () => void (running = once())
  timer = setTimeout(start, ms)

  return {
    async stop() {
      stopped = true
      clearTimeout(timer)
      await running
    },
  }
}
