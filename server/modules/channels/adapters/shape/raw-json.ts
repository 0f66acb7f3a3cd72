import { ChannelFailure } from '../../adapter.ts'

/**
 * Makes a value that is serialised as exactly this text. ECMAScript has it; the types of TypeScript
 * do not yet.
 */
const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown }

/**
 * The entries of a list in JSON as texts, in which each number has the digits that it was written
 * with. `path` names the members that lead to the list, such as `payload`, `Orders`.
 */
export function entriesOf(json: string, ...path: string[]): string[] {
  const entries = foundIn(json, path)
  return Array.isArray(entries) ? entries.map((entry) => JSON.stringify(entry)) : []
}

/** As `entriesOf`, for an answer that must have a list, or else fails. */
export const listedIn = (json: string, ...path: string[]): string[] =>
  listIn(foundIn(json, path)).map((entry) => JSON.stringify(entry))

/**
 * The list of an answer that must have one. An answer without a list proves nothing, and must not
 * be taken for an empty one. PHP writes a list with holes as an object with numbers for names.
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

/** Parses JSON so that each number keeps its digits when it is serialised again. */
export const parseAsWritten = (json: string): unknown => JSON.parse(json, asWritten)

const asWritten = (_name: string, value: unknown, context?: { source?: string }): unknown =>
  typeof value === 'number' ? rawJSON(context?.source ?? String(value)) : value

/** Puts several answers together as one object in JSON, each of them unchanged. */
export function together(parts: Readonly<Record<string, string>>): string {
  const entries = Object.entries(parts).map(([name, text]) => `${JSON.stringify(name)}:${text}`)
  return `{${entries.join(',')}}`
}

/** An identifier as a JSON number with all of its digits, where a platform wants one. */
export const numberOf = (id: string): unknown => (/^(0|[1-9]\d*)$/.test(id) ? rawJSON(id) : id)
