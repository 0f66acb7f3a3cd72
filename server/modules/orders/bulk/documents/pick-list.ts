import { escape, table } from './html.ts'

/** Pieces that are promised to an order, at the place where they lie. */
export type Pick = { location: string; sku: string; quantity: number; number: string }

/** A SKU has one line at each place, which says for whom its pieces are. */
export function pickList(picks: Pick[], names: ReadonlyMap<string, string>): string {
  const places = Map.groupBy(picks, ({ location }) => location)
  return [...places]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([place, found]) => {
      const rows = [...Map.groupBy(found, ({ sku }) => sku)]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([sku, all]) => [String(piecesOf(all)), sku, names.get(sku) ?? '', forWhom(all)])
      const content = table(['Pieces', 'SKU', 'Item', 'For'], rows)
      return `<section><h1>${escape(place)}</h1>\n${content}</section>\n`
    })
    .join('')
}

const piecesOf = (picks: Pick[]): number => picks.reduce((sum, { quantity }) => sum + quantity, 0)

/** More of them are sorted by their slips. */
const NAMED_MAX = 12

function forWhom(picks: Pick[]): string {
  const named = picks
    .slice(0, NAMED_MAX)
    .map(({ number, quantity }) => (quantity === 1 ? number : `${number} × ${quantity}`))
  const more = picks.length - named.length
  return named.join(', ') + (more > 0 ? ` and ${more} more` : '')
}
