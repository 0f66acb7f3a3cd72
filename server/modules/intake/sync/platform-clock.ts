import type { Outbound } from '#platform/outbound.ts'

const MS_PER_S = 1_000

/**
 * Calls through `outbound`, with an ear for the clock of whoever answers. The list is by that clock:
 * where ours is ahead, it cannot hold yet what will be changed there up to the end of our range.
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

/** The header has whole seconds, and the one that it names may be almost over. */
function dateIn(header: string | string[] | undefined): Date | undefined {
  const ms = Date.parse(String(header))
  return Number.isNaN(ms) ? undefined : new Date(ms + MS_PER_S)
}
