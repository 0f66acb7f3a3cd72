import { z } from 'zod'
import type { Routes } from './routes.ts'

const TargetView = z
  .object({
    target: z.string(),
    breaker: z.enum(['closed', 'open', 'half_open']),
    inFlight: z.int(),
    waiting: z.int(),
    failuresInARow: z.int(),
    heldBackMs: z.int(),
    lastFailure: z.object({ at: z.iso.datetime(), reason: z.string() }).nullable(),
  })
  .meta({ id: 'OutboundTarget' })

const OutboundView = z.object({ targets: z.array(TargetView) }).meta({ id: 'OutboundState' })

/** The state of the systems that this process calls. Each process has its own breakers. */
export const outboundRoutes: Routes = (app, { outbound }) => {
  app.get('/admin/outbound', {
    config: { permission: 'integrity.read' },
    schema: {
      tags: ['operations'],
      summary: 'Show the state of calls to other systems',
      description:
        'Breakers, calls under way and waiting, and the last failure, as this process sees them.',
      response: { 200: OutboundView },
    },
    handler: () => ({
      targets: outbound
        .state()
        .toSorted((a, b) => a.target.localeCompare(b.target))
        .map(({ lastFailure, ...state }) => ({
          ...state,
          lastFailure: lastFailure && { ...lastFailure, at: lastFailure.at.toISOString() },
        })),
    }),
  })
}
