import { createSkuResolver } from '#channels'
import type { OrderEngine } from '#orders'
import type { Runtime } from '#platform/context.ts'
import type { Authenticate } from '#platform/http/identity.ts'
import type { Listener } from '#platform/listener.ts'
import type { LandParts } from './land/land-order.ts'
import { createArrivals } from './messages/arrivals.ts'
import { intakeMetrics, watchSpool } from './metrics.ts'
import { drainWith } from './receive/drain-spool.ts'
import { knownStores } from './receive/known-stores.ts'
import type { ReceiveParts } from './receive/receive.ts'
import { createRepeats } from './receive/repeats.ts'
import { Spool } from './spool/spool.ts'

export const landParts = (runtime: Runtime, engine: OrderEngine): LandParts => ({
  engine,
  resolveSkus: createSkuResolver(engine),
  arrivals: createArrivals(runtime),
})

export type Intake = ReceiveParts & { stop(): Promise<void> }

/** Opens what a process needs to take messages: the stores and repeats in memory, and the spool. */
export async function openIntake(
  runtime: Runtime,
  parts: { land: LandParts; listener: Listener; authenticate: Authenticate },
): Promise<Intake> {
  const { land, listener, authenticate } = parts
  const { config, log, clock } = runtime
  const stores = await knownStores(runtime, listener)
  const drain = drainWith({ runtime, land, stores })
  const spool = new Spool(runtime, { bytesMax: config.spoolMaxBytes, drain })
  await spool.start()
  watchSpool(runtime.metrics, spool, () => clock.now())
  const repeats = createRepeats({ redisUrl: config.redisUrl, log })
  const metrics = intakeMetrics(runtime.metrics)
  return {
    ...{ runtime, land, stores, repeats, spool, metrics, authenticate },
    async stop() {
      stores.stop()
      repeats.stop()
      await spool.stop()
    },
  }
}

/** Always ok: while the spool is in use, messages are still taken and wait. */
export function spoolCheck({ spool }: Pick<Intake, 'spool'>) {
  const { waiting, since, fault } = spool.state
  if (fault) return { name: 'spool', ok: true, detail: `It cannot be written: ${fault}` }
  if (!spool.isInUse) return { name: 'spool', ok: true }
  const detail = `Messages that wait: ${waiting}, since ${since?.toISOString() ?? 'now'}.`
  return { name: 'spool', ok: true, detail }
}
