import { escape, section, table } from './html.ts'

/** Pieces promised to an order, and how many of them are at their location. */
export type Pick = {
  location: string
  sku: string
  quantity: number
  there: number
  orderId: string
  number: string
}

/** The pick list: one line for each SKU and location, with the orders that its pieces are for. */
export function pickList(picks: Pick[], names: ReadonlyMap<string, string>): string {
  const places = Map.groupBy(
    picks.filter(({ there }) => there > 0),
    ({ location }) => location,
  )
  const pages = [...places]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([place, found]) => {
      const rows = [...Map.groupBy(found, ({ sku }) => sku)]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([sku, all]) => [String(piecesOf(all)), sku, names.get(sku) ?? '', forWhom(all)])
      const content = table(['Pieces', 'SKU', 'Item', 'For'], rows)
      return `<section><h1>${escape(place)}</h1>\n${content}</section>\n`
    })
    .join('')
  return pages + notThere(picks)
}

const piecesOf = (picks: Pick[]): number => picks.reduce((sum, { there }) => sum + there, 0)

/** How many orders a line names. If there are more, the packing slips say whose pieces they are. */
const NAMED_MAX = 12

function forWhom(picks: Pick[]): string {
  const named = picks
    .slice(0, NAMED_MAX)
    .map(({ number, there }) => (there === 1 ? number : `${number} × ${there}`))
  const more = picks.length - named.length
  return named.join(', ') + (more > 0 ? ` and ${more} more` : '')
}

/** Pieces that have not arrived yet or that older orders wait for. */
export function notThere(picks: Pick[]): string {
  const missing = picks
    .filter(({ quantity, there }) => there < quantity)
    .map(({ number, sku, quantity, there }) => `${number}: ${quantity - there} of ${sku}`)
  return section('Not there yet', missing)
}
