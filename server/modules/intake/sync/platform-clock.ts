import type { Outbound } from '#platform/outbound.ts'

const MS_PER_S = 1_000

/**
 * Wraps `outbound` so that the time is known that the first answer names in its header `Date`. The
 * times in a platform's list are by the platform's clock. If ours is ahead of it, orders may still
 * change there within the range that we have just asked for.
 */
export function hearClock(outbound: Outbound): { outbound: Outbound; first(): Date | undefined } {
  let first: Date | undefined
  return {
    outbound: {
      ...outbound,
      request: async (request) => {
        const reply = await outbound.request(request)
        first ??= dateIn(reply.headers['date'])
        return reply
      },
    },
    first: () => first,
  }
}

/** The header names whole seconds, so the time may be up to one second later than it says. */
function dateIn(header: string | string[] | undefined): Date | undefined {
  const ms = Date.parse(String(header))
  return Number.isNaN(ms) ? undefined : new Date(ms + MS_PER_S)
}
