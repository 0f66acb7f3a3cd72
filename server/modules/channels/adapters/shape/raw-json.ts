/** Text that goes into JSON as it is; ECMAScript has it, and the types of TypeScript not yet. */
const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown }

/**
 * The entries of a list in JSON as texts, each number in the digits that it was written with.
 * `path`: the names that lead to the list, such as `payload`, `Orders`.
 */
export function entriesOf(json: string, ...path: string[]): string[] {
  const entries = path.reduce<unknown>(
    (value, name) => (value as Record<string, unknown> | null)?.[name],
    parseAsWritten(json),
  )
  return Array.isArray(entries) ? entries.map((entry) => JSON.stringify(entry)) : []
}

/** The list `name` in an answer, each element as a body: many orders are kept like many messages. */
export function elementsOf(body: Uint8Array, name: string): Uint8Array[] {
  const answer = parseAsWritten(new TextDecoder().decode(body))
  const list = (answer as Record<string, unknown> | null)?.[name]
  const encoder = new TextEncoder()
  return Array.isArray(list) ? list.map((one) => encoder.encode(JSON.stringify(one))) : []
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
