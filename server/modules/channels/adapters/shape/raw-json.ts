import { ChannelFailure } from '../../adapter.ts'

/** Text that goes into JSON as it is; ECMAScript has it, and the types of TypeScript not yet. */
const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown }

/**
 * The entries of a list in JSON as texts, each number in the digits that it was written with.
 * `path`: the names that lead to the list, such as `payload`, `Orders`.
 */
export function entriesOf(json: string, ...path: string[]): string[] {
  const entries = foundIn(json, path)
  return Array.isArray(entries) ? entries.map((entry) => JSON.stringify(entry)) : []
}

/** The same of an answer that must have a list. */
export const listedIn = (json: string, ...path: string[]): string[] =>
  listIn(foundIn(json, path)).map((entry) => JSON.stringify(entry))

/**
 * Where a platform was asked for a list of what has changed. An answer without a list says nothing,
 * and must never be taken for one that says that nothing has changed. PHP writes a list with holes
 * as an object with numbers for names.
 */
export function listIn(found: unknown): unknown[] {
  const list = isNumbered(found) ? Object.values(found) : found
  if (Array.isArray(list)) return list
  throw new ChannelFailure('again', 'it was asked for its orders and answered without a list')
}

const foundIn = (json: string, path: string[]): unknown =>
  path.reduce<unknown>(
    (value, name) => (value as Record<string, unknown> | null)?.[name],
    parseAsWritten(json),
  )

function isNumbered(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const names = Object.keys(value)
  return names.length > 0 && names.every((name) => /^\d+$/.test(name))
}

/** Written again, each number has the digits that it came with. */
export const parseAsWritten = (json: string): unknown => JSON.parse(json, asWritten)

const asWritten = (_name: string, value: unknown, context?: { source?: string }): unknown =>
  typeof value === 'number' ? rawJSON(context?.source ?? String(value)) : value

/** Several answers as one text in JSON, each of them as it came. */
export function together(parts: Readonly<Record<string, string>>): string {
  const entries = Object.entries(parts).map(([name, text]) => `${JSON.stringify(name)}:${text}`)
  return `{${entries.join(',')}}`
}

/** An identifier as the number that a platform wants, however long it is. */
export const numberOf = (id: string): unknown => (/^(0|[1-9]\d*)$/.test(id) ? rawJSON(id) : id)
