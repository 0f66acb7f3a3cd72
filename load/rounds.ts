/** The median of each figure over several rounds. */
export function medians(rounds: Record<string, number>[]): Record<string, number> {
  const names = Object.keys(rounds[0]!)
  return Object.fromEntries(names.map((name) => [name, median(rounds.map((one) => one[name]!))]))
}

export const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1]!
