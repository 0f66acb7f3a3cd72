import type { Ctx } from '#platform/context.ts'
import { decimalOf } from '#platform/money.ts'
import type { DailyFigures, Figures, ProductFigures, ReportQuery } from './contract.ts'
import { readChannels } from './read-channels.ts'
import { readDaily } from './read-daily.ts'
import { named } from './read-products.ts'
import { listProductsAfter, type ProductSums } from './read-store.ts'
import { readAsked, type Wanted } from './span.ts'

type Pages = AsyncGenerator<string[][]>
type Column<Row> = [name: string, cell: (row: Row) => string | number | null]

type InCurrency = { currency: string }

const FIGURES: Column<Figures & InCurrency>[] = [
  ['currency', ({ currency }) => currency],
  ['orders', ({ orders }) => orders],
  ['cancelled', ({ cancelled }) => cancelled],
  ['pieces', ({ pieces }) => pieces],
  amount('gross', ({ grossMinor }) => grossMinor),
  amount('discount', ({ discountMinor }) => discountMinor),
  amount('refunded', ({ refundedMinor }) => refundedMinor),
  amount('net', ({ netMinor }) => netMinor),
  amount('shipping', ({ shippingMinor }) => shippingMinor),
  amount('tax', ({ taxMinor }) => taxMinor),
  amount('other', ({ otherMinor }) => otherMinor),
  amount('total', ({ totalMinor }) => totalMinor),
  amount('average_order', ({ averageOrderMinor }) => averageOrderMinor),
]

export async function exportDaily(ctx: Ctx, query: ReportQuery): Promise<Pages> {
  const { days } = await readDaily(ctx, query)
  return written<DailyFigures>([['day', ({ day }) => day], ...FIGURES], [days])
}

export async function exportChannels(ctx: Ctx, query: ReportQuery): Promise<Pages> {
  const { channels } = await readChannels(ctx, query)
  return written(
    [['store', ({ store }) => store.name], ['channel', ({ store }) => store.platform], ...FIGURES],
    [channels],
  )
}

const PRODUCT: Column<ProductFigures>[] = [
  ['sku', ({ sku }) => sku],
  ['name', ({ name }) => name],
  ['currency', ({ currency }) => currency],
  ['pieces', ({ pieces }) => pieces],
  ['returned', ({ returned }) => returned],
  amount('gross', ({ grossMinor }) => grossMinor),
  amount('discount', ({ discountMinor }) => discountMinor),
  amount('net', ({ netMinor }) => netMinor),
]

function amount<Row extends InCurrency>(
  name: string,
  minorOf: (row: Row) => number | null,
): Column<Row> {
  const cell = (row: Row) => {
    const minor = minorOf(row)
    return minor === null ? null : decimalOf(minor, row.currency)
  }
  return [name, cell]
}

/** All of them, however many: the question is answered before the first page is asked for. */
export async function exportProducts(ctx: Ctx, query: ReportQuery): Promise<Pages> {
  const { wanted } = await readAsked(ctx, query)
  return written(PRODUCT, productPages(ctx, wanted))
}

const PAGE_ROWS = 1_000

async function* productPages(ctx: Ctx, wanted: Wanted): AsyncGenerator<ProductFigures[]> {
  for (let after: ProductSums | undefined; ;) {
    const page = { after, limit: PAGE_ROWS }
    const rows = await listProductsAfter(ctx.db, ctx.orgId, wanted, page)
    yield await named(ctx, rows)
    if (rows.length < PAGE_ROWS) return
    after = rows.at(-1)
  }
}

async function* written<Row>(
  columns: Column<Row>[],
  pages: Iterable<Row[]> | AsyncIterable<Row[]>,
): Pages {
  yield [columns.map(([name]) => name)]
  for await (const rows of pages) {
    yield rows.map((row) => columns.map(([, cell]) => String(cell(row) ?? '')))
  }
}
