import { namedStore } from '#channels'
import type { Command } from '#platform/command.ts'
import { readStatus } from './read-status.ts'

type Status = Omit<Awaited<ReturnType<typeof readStatus>>, 'outbound'>

export const statusCommand: Command = {
  name: 'stores status',
  summary: 'Whether a store is well: stores status STORE',
  words: ['STORE'],
  options: {},
  run: async ({ ctx }, _options, [word]) => {
    const { id, name, trouble } = await namedStore(ctx, word!)
    // Breakers are in the memory of the server; why calls fail stands with the store.
    const { outbound: _breaker, ...status } = await readStatus(ctx, id)
    const calls = `calls           ${trouble ?? 'go well'}`
    const lines = [`${name} (${status.state})`, ...wordsOf(status), calls]
    return { json: { ...status, trouble }, text: lines.join('\n') }
  },
}

/** One line for each thing that can be wrong with a store. */
export function wordsOf(status: Status): string[] {
  const { sync, lastHour, lastDay, parked, listings, refused, delist } = status
  const proven = sync.canBeAsked
    ? `${sync.through ?? 'nothing yet'} (${sync.lagS} s behind)`
    : 'cannot be asked'
  return [
    `last message    ${status.lastMessageAt ?? 'none yet'}`,
    `proven through  ${proven}${sync.lastError ? `; ${sync.lastError}` : ''}`,
    `last hour       ${trafficIn(lastHour)}`,
    `last day        ${trafficIn(lastDay)}`,
    `for people      ${counted(parked, 'message')}, ${unmappedIn(listings)}`,
    `refused there   ${counted(refused.stock, 'number')}, ${parcelsIn(refused.orders)}`,
    `sale to delist  p50 ${secondsOf(delist.p50Ms)}, p95 ${secondsOf(delist.p95Ms)}`,
  ]
}

const trafficIn = ({ messages, errors }: Status['lastDay']): string =>
  `${counted(messages, 'message')}, ${counted(errors, 'error')}`

const unmappedIn = ({ all, unmapped }: Status['listings']): string =>
  `${unmapped} of ${counted(all, 'listing')} unmapped`

const parcelsIn = (orders: number): string =>
  `${counted(orders, 'parcel')} or ${orders === 1 ? 'cancellation' : 'cancellations'}`

const counted = (count: number, noun: string): string =>
  `${count} ${count === 1 ? noun : `${noun}s`}`

const secondsOf = (ms: number | null): string =>
  ms === null ? '–' : `${(ms / 1_000).toFixed(1)} s`
