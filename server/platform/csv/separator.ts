const SEPARATORS = [',', ';', '\t'] as const

export type Separator = (typeof SEPARATORS)[number]

/**
 * What separates the cells of a file: what its first row has most of, outside of quotes. Excel
 * writes semicolons where commas stand in numbers. `undefined` when that row is not all there yet.
 */
export function separatorOf(text: string, isEnd: boolean): Separator | undefined {
  const found = { ',': 0, ';': 0, '\t': 0 }
  let isQuoted = false
  let hasBegun = false
  for (const sign of text) {
    const isLineEnd = sign === '\n' || sign === '\r'
    if (isLineEnd && hasBegun && !isQuoted) return mostOf(found)
    if (isLineEnd) continue
    hasBegun = true
    if (sign === '"') isQuoted = !isQuoted
    else if (!isQuoted && isSeparator(sign)) found[sign]++
  }
  return isEnd ? mostOf(found) : undefined
}

const isSeparator = (sign: string): sign is Separator =>
  (SEPARATORS as readonly string[]).includes(sign)

/** The comma, where there is as much of each, or nothing. */
const mostOf = (found: Record<Separator, number>): Separator =>
  SEPARATORS.reduce((most, one) => (found[one] > found[most] ? one : most))
