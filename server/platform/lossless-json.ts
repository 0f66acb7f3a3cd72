/** What a text in JSON says, with each number as the text that it was sent as. */
export type Lossless = string | boolean | null | Lossless[] | LosslessObject
export type LosslessObject = { [name: string]: Lossless | undefined }

/**
 * Identifiers of other systems have more digits than a double can hold, and amounts are decimals:
 * both are kept as they were written. Throws `SyntaxError` as `JSON.parse` does.
 */
export function parseLossless(text: string): Lossless {
  return JSON.parse(text, asWritten as (this: unknown, name: string, value: unknown) => Lossless)
}

const asWritten = (_name: string, value: unknown, context: { source?: string }): unknown =>
  typeof value === 'number' ? context.source : value
