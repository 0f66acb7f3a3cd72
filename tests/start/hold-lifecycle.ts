// A process that lives and stops as the server does, with one part that stops as it is told to.
import { setTimeout as delay } from 'node:timers/promises'
import { createLifecycle } from '#platform/lifecycle.ts'
import { createLog } from '#platform/log.ts'

const stopMs = Number(process.argv[2])
const log = createLog({ level: 'debug' })
const lifecycle = createLifecycle({ log, stopTimeoutMs: 60_000 })
lifecycle.add('slow', { stop: () => delay(stopMs) })
const signalled = lifecycle.untilSignal(() => console.error('hangup'))
console.error('ready')
console.error(`stopping by ${await signalled}`)
const code = await lifecycle.stop()
console.error('drained')
process.exit(code)
