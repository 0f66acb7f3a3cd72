import { escape, table } from './html.ts'

export type Pick = { location: string; sku: string; quantity: number }

/** All that is promised to the orders, by the place where it lies. */
export function pickList(picks: Pick[], names: ReadonlyMap<string, string>): string {
  const places = Map.groupBy(picks, ({ location }) => location)
  return [...places]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([place, found]) => {
      const rows = found
        .toSorted((a, b) => (a.sku < b.sku ? -1 : 1))
        .map(({ sku, quantity }) => [String(quantity), sku, names.get(sku) ?? ''])
      const content = table(['Pieces', 'SKU', 'Item'], rows)
      return `<section><h1>${escape(place)}</h1>\n${content}</section>\n`
    })
    .join('')
}

/** Adds what more orders need, so that a SKU has one line at each place. */
export function addPicks(sums: Map<string, Pick>, picks: Pick[]): void {
  for (const pick of picks) {
    const key = `${pick.location}\n${pick.sku}`
    const sum = sums.get(key)
    if (sum) sum.quantity += pick.quantity
    else sums.set(key, { ...pick })
  }
}
