/** The names of a table of words, as the compiler knows them. */
export const named = <Name extends string>(words: Record<Name, unknown>): Name[] =>
  Object.keys(words) as Name[]
