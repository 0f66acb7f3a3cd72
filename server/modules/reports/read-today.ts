import type { Ctx } from '#platform/context.ts'
import { listStores } from '#stores'
import type { TodayReport } from './contract.ts'
import { figuresOf, type Sums, sumOf } from './figures.ts'
import { type HourSums, listHours, listPart, readClock, type StoreSums } from './read-store.ts'
import { storeView } from './read-channels.ts'
import { readCountedThrough, zoneOf } from './span.ts'

/** Today so far, beside the same weekday a week ago up to the same time. */
export async function readToday(ctx: Ctx): Promise<TodayReport> {
  const { db, orgId } = ctx
  const [timeZone, countedThrough] = await Promise.all([zoneOf(ctx), readCountedThrough(ctx)])
  const clock = await readClock(db, ctx.clock.now(), timeZone)
  const [today, weekAgo, part, stores] = await Promise.all([
    listHours(db, orgId, clock.day),
    listHours(db, orgId, clock.weekAgo),
    listPart(db, orgId, { from: clock.hourBegan, before: clock.atWeekAgo }),
    listStores(db, orgId),
  ])
  const then = [...weekAgo.filter(({ hour }) => hour < clock.hour), ...part]
  const currencies = [...new Set([...today, ...weekAgo].map(({ currency }) => currency))].toSorted()
  return {
    ...{ day: clock.day, timeZone, countedThrough },
    totals: currencies.map((currency) => ({ currency, ...twice(today, then, of({ currency })) })),
    channels: currencies.flatMap((currency) =>
      storesIn([...today, ...then].filter(of({ currency }))).map((storeId) => ({
        ...{ store: storeView(storeId, stores), currency },
        ...twice(today, then, of({ currency, storeId })),
      })),
    ),
    hours: currencies.flatMap((currency) =>
      HOURS.map((hour) => ({
        ...{ hour, currency },
        ...{ today: hourly(today, hour, currency), lastWeek: hourly(weekAgo, hour, currency) },
      })),
    ),
  }
}

const HOURS = Array.from({ length: 24 }, (_, hour) => hour)

const of =
  (wanted: { currency: string; storeId?: string }) =>
  ({ currency, storeId }: StoreSums): boolean =>
    currency === wanted.currency && (wanted.storeId ?? storeId) === storeId

const twice = (today: StoreSums[], then: StoreSums[], isOf: (row: StoreSums) => boolean) => ({
  today: figuresIn(today.filter(isOf)),
  lastWeek: figuresIn(then.filter(isOf)),
})

const figuresIn = (rows: Sums[]) => figuresOf(sumOf(rows))

/** Those that sell most come first. */
const storesIn = (rows: StoreSums[]): string[] =>
  [...Map.groupBy(rows, ({ storeId }) => storeId)]
    .map(([storeId, some]) => ({ storeId, sold: figuresIn(some).totalMinor }))
    .toSorted((a, b) => b.sold - a.sold || (a.storeId < b.storeId ? -1 : 1))
    .map(({ storeId }) => storeId)

function hourly(rows: HourSums[], hour: number, currency: string) {
  const some = rows.filter((row) => row.hour === hour && row.currency === currency)
  const { orders, totalMinor } = figuresIn(some)
  return { orders, totalMinor }
}
