/**
 * A value as JSON, with the members of each object in the order of their names: PostgreSQL gives
 * them back in an order of its own, and what differs in that alone is the same.
 */
export const sortedJson = (value: unknown): string =>
  JSON.stringify(value, (_name, part: unknown) =>
    part && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
