/** The currency that is wanted where it was sold in, otherwise the one with the most orders. */
export function chosenCurrency(
  totals: readonly { currency: string; orders: number }[],
  wanted: string | undefined,
): string | undefined {
  if (totals.some(({ currency }) => currency === wanted)) return wanted
  return totals.toSorted((a, b) => b.orders - a.orders)[0]?.currency
}

/** Orders of each currency, where a report has several rows of it. */
export function ordersByCurrency(rows: readonly { currency: string; orders: number }[]) {
  const sums = new Map<string, number>()
  for (const { currency, orders } of rows) sums.set(currency, (sums.get(currency) ?? 0) + orders)
  return [...sums].map(([currency, orders]) => ({ currency, orders }))
}
