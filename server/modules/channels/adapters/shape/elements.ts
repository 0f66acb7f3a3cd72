/** Text that goes into JSON as it is; ECMAScript has it, and the types of TypeScript not yet. */
const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown }

/**
 * The elements of the list `name` in an answer, each as a body of its own: many orders are kept
 * like as many messages. Numbers keep the digits that they were written with. Empty when there is
 * no such list; throws when the bytes are no JSON.
 */
export function elementsOf(body: Uint8Array, name: string): Uint8Array[] {
  const answer: unknown = JSON.parse(new TextDecoder().decode(body), asWritten)
  const list = (answer as Record<string, unknown> | null)?.[name]
  const encoder = new TextEncoder()
  return Array.isArray(list) ? list.map((one) => encoder.encode(JSON.stringify(one))) : []
}

const asWritten = (_name: string, value: unknown, context?: { source?: string }): unknown =>
  typeof value === 'number' ? rawJSON(context?.source ?? String(value)) : value
