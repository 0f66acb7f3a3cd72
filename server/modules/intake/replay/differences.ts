/** One member that has another value than before; `undefined` where it is absent. */
export type Difference = { path: string; before: unknown; after: unknown }

const DIFFERENCES_MAX = 200

/** Compares two values member by member, at any depth. */
export function differencesOf(before: unknown, after: unknown, path = ''): Difference[] {
  if (Object.is(before, after)) return []
  if (!isObject(before) || !isObject(after)) return [{ path: path || '/', before, after }]
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return names
    .flatMap((name) => differencesOf(before[name], after[name], `${path}/${name}`))
    .slice(0, DIFFERENCES_MAX)
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null
