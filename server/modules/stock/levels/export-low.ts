import type { Ctx } from '#platform/context.ts'
import { type Level, type LevelPosition, listLevels } from './store.ts'

const PAGE_ROWS = 1_000

const COLUMNS: [name: string, cell: (level: Level) => string | number][] = [
  ['sku', ({ sku }) => sku],
  ['location', ({ locationCode }) => locationCode],
  ['on_hand', ({ onHand }) => onHand],
  ['reserved', ({ reserved }) => reserved],
  ['available', ({ available }) => available],
  ['low_since', ({ lowSince }) => lowSince?.toISOString() ?? ''],
]

type Wanted = Parameters<typeof listLevels>[2]

/** By SKU, a page at a time. */
export async function* exportLow(ctx: Ctx, wanted: Wanted): AsyncGenerator<string[][]> {
  yield [COLUMNS.map(([name]) => name)]
  for (let after: LevelPosition | undefined; ;) {
    const page = { after, limit: PAGE_ROWS }
    const levels = await listLevels(ctx.db, ctx.orgId, wanted, page)
    yield levels.map((level) => COLUMNS.map(([, cell]) => String(cell(level))))
    if (levels.length < PAGE_ROWS) return
    after = levels.at(-1)
  }
}
