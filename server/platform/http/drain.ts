import { setTimeout as wait } from 'node:timers/promises'
import type { App } from '../routes.ts'
import type { Connections } from './connections.ts'
import type { Flights } from './flights.ts'

const GRACE_MS = 250
const LOOK_EVERY_MS = 25

/**
 * Stops the server in three steps, so that no caller is cut off in the middle of a request. First
 * it reports that it is not ready. Then, for a moment, it still serves new requests, while each
 * answer asks its caller to connect elsewhere. Last it accepts nothing more and finishes what is
 * under way.
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

/**
 * Node closes idle connections only once. Connections that become idle later, or that pretend to
 * send a request, are closed here.
 */
function closeWhatIsDone(app: App, flights: Flights): void {
  const timer = setInterval(() => {
    if (flights.count === 0) app.server.closeAllConnections()
    else app.server.closeIdleConnections()
  }, LOOK_EVERY_MS)
  timer.unref()
  app.server.once('close', () => clearInterval(timer))
}
