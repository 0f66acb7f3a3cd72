import type { Command } from '#platform/command.ts'
import { listAccounts } from '#stores'
import { IntakeProblem } from '../problems.ts'
import { readStatus } from './read-status.ts'

type Status = Awaited<ReturnType<typeof readStatus>>

export const statusCommand: Command = {
  name: 'stores status',
  summary: 'Whether a store is well.',
  words: ['STORE'],
  options: {},
  run: async ({ ctx }, _options, [word]) => {
    const accounts = await listAccounts(ctx.db, ctx.orgId)
    const fits = accounts.filter(({ id, uid, key }) => [id, uid, key].includes(word ?? ''))
    if (fits.length !== 1) throw IntakeProblem.store_not_found()
    const { id, name } = fits[0]!
    const status = await readStatus(ctx, id)
    return { json: status, text: [`${name} (${status.state})`, ...linesOf(status)].join('\n') }
  },
}

function linesOf(status: Status): string[] {
  const { sync, lastHour, lastDay, parked, listings, refused, outbound, delist } = status
  const proven = sync.canBeAsked
    ? `${sync.through ?? 'nothing yet'} (${sync.lagS} s behind)`
    : 'cannot be asked'
  return [
    `last message    ${status.lastMessageAt ?? 'none yet'}`,
    `proven through  ${proven}${sync.lastError ? `; ${sync.lastError}` : ''}`,
    `last hour       ${lastHour.messages} messages, ${lastHour.errors} errors`,
    `last day        ${lastDay.messages} messages, ${lastDay.errors} errors`,
    `for people      ${parked} messages, ${listings.unmapped} of ${listings.all} listings unmapped`,
    `refused there   ${refused.stock} numbers, ${refused.orders} parcels and cancellations`,
    `calls           breaker ${outbound.breaker}, ${outbound.failuresInARow} failures in a row`,
    `sale to delist  p50 ${secondsOf(delist.p50Ms)}, p95 ${secondsOf(delist.p95Ms)}`,
  ]
}

const secondsOf = (ms: number | null): string =>
  ms === null ? '–' : `${(ms / 1_000).toFixed(1)} s`
