type Location = { code: string; name: string }
export type Place = { value: string; label: string }
type Named = { list: readonly Place[]; names: ReadonlyMap<string, string> }

const known = new WeakMap<readonly Location[], Named>()

/** By what people call them, with the code where two share a name; made once for every row. */
export function placesOf(locations: readonly Location[]): Named {
  const found = known.get(locations) ?? namedOf(locations)
  known.set(locations, found)
  return found
}

function namedOf(locations: readonly Location[]): Named {
  const byName = Map.groupBy(locations, ({ name }) => name)
  const list = locations.map(({ code, name }) => {
    const isShared = byName.get(name)!.length > 1
    return { value: code, label: isShared ? `${name} (${code})` : name }
  })
  return { list, names: new Map(list.map(({ value, label }) => [value, label])) }
}
