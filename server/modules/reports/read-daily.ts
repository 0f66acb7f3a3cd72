import type { Ctx } from '#platform/context.ts'
import type { DailyFigures, DailyReport, ReportQuery } from './contract.ts'
import { figuresOf, NO_SUMS, sumOf } from './figures.ts'
import { type DaySums, listDays } from './read-store.ts'
import { daysIn, readAsked, type Wanted } from './span.ts'

type Daily = Pick<DailyReport, 'days' | 'totals'>

/** What was sold on each day. Currencies are never added to each other. */
export async function readDaily(ctx: Ctx, query: ReportQuery): Promise<DailyReport> {
  const { wanted, previous, about } = await readAsked(ctx, query)
  const [rows, before] = await Promise.all([
    listDays(ctx.db, ctx.orgId, wanted),
    previous ? listDays(ctx.db, ctx.orgId, previous) : [],
  ])
  const currencies = [...new Set([...rows, ...before].map(({ currency }) => currency))].toSorted()
  return {
    ...about,
    ...dailyOf(wanted, rows, currencies),
    previous: previous
      ? { from: previous.from, to: previous.to, ...dailyOf(previous, before, currencies) }
      : null,
  }
}

/** Days without an order are there as well, with nothing in them. */
function dailyOf(days: Wanted, rows: DaySums[], currencies: string[]): Daily {
  const known = new Map(rows.map((row) => [`${row.day} ${row.currency}`, row]))
  const all = daysIn(days).flatMap((day) =>
    currencies.map((currency): DailyFigures => {
      const { day: _day, currency: _currency, ...sums } = known.get(`${day} ${currency}`) ?? EMPTY
      return { day, currency, ...figuresOf(sums) }
    }),
  )
  const totals = currencies.map((currency) => {
    const ofOne = rows.filter((row) => row.currency === currency)
    return { currency, ...figuresOf(sumOf(ofOne)) }
  })
  return { days: all, totals }
}

const EMPTY: DaySums = { day: '', currency: '', ...NO_SUMS }
