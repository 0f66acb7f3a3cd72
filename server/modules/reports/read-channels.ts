import type { Ctx } from '#platform/context.ts'
import type { Store } from '#stores'
import type { ChannelFigures, ChannelsReport, ReportQuery } from './contract.ts'
import { figuresOf } from './figures.ts'
import { listChannels, type StoreSums } from './read-store.ts'
import { readAsked } from './span.ts'

/** What each store has sold, the best first. */
export async function readChannels(ctx: Ctx, query: ReportQuery): Promise<ChannelsReport> {
  const { wanted, previous, about, stores } = await readAsked(ctx, query)
  const [rows, before] = await Promise.all([
    listChannels(ctx.db, ctx.orgId, wanted),
    previous ? listChannels(ctx.db, ctx.orgId, previous) : [],
  ])
  return {
    ...about,
    channels: channelsOf(rows, stores),
    previous: previous
      ? { from: previous.from, to: previous.to, channels: channelsOf(before, stores) }
      : null,
  }
}

const channelsOf = (rows: StoreSums[], stores: Store[]): ChannelFigures[] =>
  rows
    .map(({ storeId, currency, ...sums }) => {
      return { store: storeView(storeId, stores), currency, ...figuresOf(sums) }
    })
    .toSorted(
      (a, b) =>
        (a.currency === b.currency ? 0 : a.currency < b.currency ? -1 : 1) ||
        b.totalMinor - a.totalMinor ||
        (a.store.id < b.store.id ? -1 : 1),
    )

export function storeView(storeId: string, stores: Store[]): ChannelFigures['store'] {
  const { platform = '', name = '' } = stores.find(({ id }) => id === storeId) ?? {}
  return { id: storeId, platform, name }
}
