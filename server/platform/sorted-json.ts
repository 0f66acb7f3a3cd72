/**
 * JSON with the members of each object sorted by name. PostgreSQL returns members in an order of
 * its own, and values that differ only in that are the same.
 */
export const sortedJson = (value: unknown): string =>
  JSON.stringify(value, (_name, part: unknown) =>
    part && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
