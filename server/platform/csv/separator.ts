import type { SeparatorName } from './csv-body.ts'

const BY_NAME = { comma: ',', semicolon: ';', tab: '\t' } as const
const SEPARATORS = Object.values(BY_NAME)

export type Separator = (typeof SEPARATORS)[number]

/** The sign itself, by the name that it has in addresses. */
export const separatorNamed = (name: SeparatorName): Separator => BY_NAME[name]

/**
 * Finds the separator of a file: the one that its first row has most often outside of quotes. Excel
 * writes semicolons in countries with decimal commas. Gives `undefined` until the whole row is
 * there.
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

/** The most frequent separator; the comma when there is a tie or none. */
const mostOf = (found: Record<Separator, number>): Separator =>
  SEPARATORS.reduce((most, one) => (found[one] > found[most] ? one : most))
