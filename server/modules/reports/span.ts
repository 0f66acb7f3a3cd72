import type { Ctx } from '#platform/context.ts'
import { HttpProblem } from '#platform/http/problems.ts'
import { listStores, type Store } from '#stores'
import type { ReportQuery } from './contract.ts'
import { readTimeZone } from './time-zone.ts'
import { findPendingSince, listKnownZones } from './store.ts'

/** The first and the last day of a report, both included, in the time zone of the shop. */
export type Days = { from: string; to: string }

export type Wanted = Days & { storeIds: string[] | undefined; currency: string | undefined }

/** The question of a report as days and stores, and what the answer has to say about itself. */
export type Asked = {
  wanted: Wanted
  previous: Wanted | undefined
  stores: Store[]
  about: Days & { timeZone: string; countedThrough: string }
}

const DAYS_SHOWN = 30
const DAYS_MAX = 1_100
const DAY_MS = 86_400_000

export async function readAsked(ctx: Ctx, query: ReportQuery): Promise<Asked> {
  const [timeZone, countedThrough, stores] = await Promise.all([
    zoneOf(ctx),
    readCountedThrough(ctx),
    listStores(ctx.db, ctx.orgId),
  ])
  const to = query.to ?? dayOf(ctx.clock.now(), timeZone)
  const from = query.from ?? daysLater(to, 1 - DAYS_SHOWN)
  refuseOtherSpans(query, { from, to })
  const wanted = { from, to, storeIds: storesFor(query, stores), currency: query.currency }
  const before = daysBefore({ from, to }, query.compare)
  return {
    ...{ wanted, stores, about: { from, to, timeZone, countedThrough } },
    previous: before && { ...wanted, ...before },
  }
}

/** Checked here and not in the contract, because a day that was not named is known only now. */
function refuseOtherSpans({ to: named }: ReportQuery, days: Days): void {
  const count = lengthOf(days)
  if (count >= 1 && count <= DAYS_MAX) return
  const fault =
    named === undefined
      ? {
          pointer: '/query/from',
          detail: `must not be after today, nor ${DAYS_MAX} days before it`,
        }
      : { pointer: '/query/to', detail: `must not be before from, nor ${DAYS_MAX} days after it` }
  throw HttpProblem.invalid_request({ errors: [fault] })
}

const lengthOf = ({ from, to }: Days): number => (Date.parse(to) - Date.parse(from)) / DAY_MS + 1

/** The time zone by which the figures were counted; before there are any, that of the shop. */
export async function zoneOf(ctx: Ctx): Promise<string> {
  const known = await listKnownZones(ctx.db, [ctx.orgId])
  return known.get(ctx.orgId) ?? readTimeZone(ctx, ctx.orgId)
}

/** The moment up to which every event of the history is counted. */
export async function readCountedThrough(ctx: Ctx): Promise<string> {
  const now = ctx.clock.now()
  return ((await findPendingSince(ctx.db)) ?? now).toISOString()
}

export const dayOf = (at: Date, timeZone: string): string =>
  new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short' }).format(at)

export const daysLater = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10)

/** Every day from the first to the last. */
export const daysIn = (days: Days): string[] =>
  Array.from({ length: lengthOf(days) }, (_, index) => daysLater(days.from, index))

function daysBefore({ from, to }: Days, compare: ReportQuery['compare']): Days | undefined {
  switch (compare) {
    case undefined:
      return undefined
    case 'year':
      return { from: yearBefore(from), to: yearBefore(to) }
    case 'previous': {
      const days = lengthOf({ from, to })
      return { from: daysLater(from, -days), to: daysLater(to, -days) }
    }
  }
}

/** A year before the 29th of February is the 28th: else a February would be compared with more. */
const yearBefore = (day: string): string => {
  const date = new Date(day.replace('-02-29', '-02-28'))
  date.setUTCFullYear(date.getUTCFullYear() - 1)
  return date.toISOString().slice(0, 10)
}

function storesFor({ channel, store }: ReportQuery, stores: Store[]): string[] | undefined {
  if (channel === undefined && store === undefined) return undefined
  return stores
    .filter(({ id, platform }) => (store ?? id) === id && (channel ?? platform) === platform)
    .map(({ id }) => id)
}
