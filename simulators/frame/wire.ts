/** What platforms send. A `bigint` is a number with more digits than a double holds. */
export type Wire =
  | string
  | Literal
  | number
  | bigint
  | boolean
  | null
  | undefined
  | readonly Wire[]
  | { readonly [name: string]: Wire }

/** Characters of JSON as they are, such as `199.0`, which Ruby writes and JavaScript cannot. */
export class Literal {
  readonly json: string
  constructor(json: string) {
    this.json = json
  }
}

/** As everybody else writes it. */
export const compact = (value: Wire): string => written(value, { escape: JSON.stringify })

/** As Ruby's pretty printer: two spaces, and an empty list over three lines. */
export function rubyPretty(value: Wire, indent = ''): string {
  if (typeof value !== 'object' || value === null || value instanceof Literal) {
    return written(value, { escape: rubyEscape })
  }
  const inner = `${indent}  `
  if (Array.isArray(value)) {
    if (value.length === 0) return `[\n\n${indent}]`
    const items = (value as Wire[]).map((item) => inner + rubyPretty(item, inner))
    return `[\n${items.join(',\n')}\n${indent}]`
  }
  const fields = fieldsOf(value).map(
    ([name, field]) => `${inner}${rubyEscape(name)}: ${rubyPretty(field, inner)}`,
  )
  return fields.length === 0 ? '{}' : `{\n${fields.join(',\n')}\n${indent}}`
}

/** As PHP's `json_encode`: `\/` for each slash, and `\uXXXX` for all that is not ASCII. */
export const phpCompact = (value: Wire): string => written(value, { escape: phpEscape })

type Style = { escape: (text: string) => string }

function written(value: Wire, style: Style): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'string') return style.escape(value)
  if (value instanceof Literal) return value.json
  if (typeof value !== 'object') return String(value)
  if (Array.isArray(value)) {
    return `[${(value as Wire[]).map((item) => written(item, style)).join(',')}]`
  }
  const fields = fieldsOf(value).map(
    ([name, field]) => `${style.escape(name)}:${written(field, style)}`,
  )
  return `{${fields.join(',')}}`
}

const fieldsOf = (value: object): [string, Wire][] =>
  Object.entries(value as Record<string, Wire>).filter(([, field]) => field !== undefined)

const unicode = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`

/** Rails keeps markup out of scripts: `&`, `<`, `>` and the two line ends of Unicode. */
const rubyEscape = (text: string) => JSON.stringify(text).replaceAll(/[&<>\u2028\u2029]/g, unicode)

const phpEscape = (text: string) =>
  JSON.stringify(text)
    .replaceAll('/', '\\/')
    .replaceAll(/[\u007f-\uffff]/g, unicode)

/** A body that came in; numbers that a double cannot hold become `bigint`. Throws as `JSON.parse`. */
export function parseWire(body: Uint8Array | string): Wire {
  const text = typeof body === 'string' ? body : new TextDecoder().decode(body)
  return JSON.parse(text, exactly as (this: unknown, name: string, value: unknown) => unknown)
}

const exactly = (_name: string, value: unknown, { source }: { source?: string }): unknown =>
  typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value) && source
    ? BigInt(source)
    : value
