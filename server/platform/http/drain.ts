import { setTimeout as wait } from 'node:timers/promises'
import type { App } from '../routes.ts'
import type { Connections } from './connections.ts'
import type { Flights } from './flights.ts'

const GRACE_MS = 250
const LOOK_EVERY_MS = 25

/**
 * A stop in three steps: not ready any more; each answer asks its caller to connect elsewhere, for
 * a moment in which new requests are still served; then nothing is accepted and what is under way
 * is finished. So nobody who is in the middle of a request is cut.
 */
export function drain(app: App, flights: Flights, connections: Connections): () => boolean {
  let isStopping = false
  app.decorate('stopping', () => {
    isStopping = true
  })
  app.addHook('onSend', (request, reply, payload, done) => {
    if (request.flight) flights.answered(request.flight)
    if (isStopping) reply.header('connection', 'close')
    done(null, payload)
  })
  app.addHook('preClose', async () => {
    app.stopping()
    const graceEnds = performance.now() + GRACE_MS
    while (connections.count > 0 && performance.now() < graceEnds) await wait(LOOK_EVERY_MS)
    closeWhatIsDone(app, flights)
  })
  return () => isStopping
}

/** Node closes what is idle once; what becomes idle later, or only pretends to send, is ours. */
function closeWhatIsDone(app: App, flights: Flights): void {
  const timer = setInterval(() => {
    if (flights.count === 0) app.server.closeAllConnections()
    else app.server.closeIdleConnections()
  }, LOOK_EVERY_MS)
  timer.unref()
  app.server.once('close', () => clearInterval(timer))
}
