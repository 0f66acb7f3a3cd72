/** A source of choices that is the same for the same seed. */
export type Random = { below(limit: number): number; pick<Item>(items: readonly Item[]): Item }

export function randomOf(seed: number): Random {
  let state = seed | 0
  // mulberry32: small, fast, and good enough to choose inputs.
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number) => Math.floor(next() * limit)
  return { below, pick: (items) => items[below(items.length)]! }
}

export type Schema = {
  $ref?: string
  type?: string | string[]
  enum?: unknown[]
  const?: unknown
  format?: string
  pattern?: string
  minLength?: number
  minimum?: number
  maximum?: number
  minItems?: number
  items?: Schema
  properties?: Record<string, Schema>
  required?: string[]
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
}

const FORMATS: Record<string, string> = {
  uuid: '0197d5a4-5b7a-7c3e-8d9f-0123456789ab',
  'date-time': '2026-01-15T12:00:00.000Z',
  date: '2026-01-15',
  email: 'asha@example.com',
  uri: 'https://shop.example/hook',
}

/** Something that the schema may well accept, so that a fault put into it is reached. */
export function sampleOf(schema: Schema, schemas: Record<string, Schema>, random: Random): unknown {
  if (schema.$ref) return sampleOf(schemas[schema.$ref.split('/').at(-1)!] ?? {}, schemas, random)
  if ('const' in schema) return schema.const
  if (schema.enum) return random.pick(schema.enum)
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return sampleOf(random.pick(choices), schemas, random)
  if (schema.allOf) {
    return Object.assign({}, ...schema.allOf.map((part) => sampleOf(part, schemas, random)))
  }
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
  switch (type ?? 'any') {
    case 'string':
      return FORMATS[schema.format ?? ''] ?? 'A1'.repeat(Math.ceil((schema.minLength ?? 2) / 2))
    case 'integer':
    case 'number':
      return Math.max(schema.minimum ?? 1, Math.min(schema.maximum ?? 1, 1))
    case 'boolean':
      return random.below(2) === 1
    case 'array':
      return Array.from({ length: Math.max(1, schema.minItems ?? 1) }, () =>
        sampleOf(schema.items ?? {}, schemas, random),
      )
    case 'object':
      return sampleObject(schema, schemas, random)
    default:
      return 'A1'
  }
}

function sampleObject(schema: Schema, schemas: Record<string, Schema>, random: Random) {
  const fields = Object.entries(schema.properties ?? {}).filter(
    ([name]) => schema.required?.includes(name) || random.below(2) === 1,
  )
  return Object.fromEntries(fields.map(([name, inner]) => [name, sampleOf(inner, schemas, random)]))
}

const nested = (depth: number): unknown => {
  let value: unknown = 1
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { a: value }
  return value
}

/** Texts that have broken programs before. */
export const NASTY_TEXTS: readonly string[] = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\uD800',
  '\uDFFF\uD800',
  '\u202Eabc',
  '\uFEFF',
  '\u2028',
  'e\u0301'.repeat(50),
  '👩‍👩‍👧‍👦',
  'ﷺ'.repeat(20),
  '\r\nset-cookie: a=b',
  '\t\n',
  "' or 1=1 --",
  '"; drop table orders; --',
  '$1',
  '%s%n',
  '../../../../etc/passwd',
  '%00',
  '%2e%2e%2f',
  '<script>alert(1)</script>',
  '${7*7}',
  '=1+1',
  'null',
  'undefined',
  'NaN',
  '-1',
  '0',
  '1e308',
  '9223372036854775808',
  '2147483648',
  '0x10',
  '1.5',
  '0001-01-01T00:00:00Z',
  '275760-09-13T00:00:00.001Z',
  '2026-02-30',
  '99999-01-01',
  '{}',
  '[]',
  'true',
  '*',
  '_',
  '\\',
  '/',
  '?',
  '#',
  'a'.repeat(300),
  'a'.repeat(10_000),
]

const NASTY_VALUES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  2 ** 31,
  2 ** 53,
  -(2 ** 63),
  1e308,
  5e-324,
  [],
  {},
  [null],
  [[]],
  { a: 1 },
  nested(8),
  nested(40),
  nested(3_000),
  Array(1_001).fill(1),
  Array(25_000).fill('x'),
  'a'.repeat(200_000),
]

export const nastyValue = (random: Random): unknown =>
  random.below(2) === 0 ? random.pick(NASTY_TEXTS) : random.pick(NASTY_VALUES)

const EXTRA_FIELDS = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'role',
  'roles',
  'orgId',
  'org_id',
  'id',
  'status',
  'version',
  'permissions',
  'isAdmin',
  'totalMinor',
  'createdAt',
  '\0',
  '\uD800',
  'a/b~c',
  '$where',
] as const

/** The value with one fault somewhere inside: wrong, missing, or too much. */
export function spoiled(value: unknown, random: Random): unknown {
  if (Array.isArray(value) && value.length > 0 && random.below(4) > 0) {
    const at = random.below(value.length)
    return value.map((item, index) => (index === at ? spoiled(item, random) : item))
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return nastyValue(random)
  const copy = { ...value } as Record<string, unknown>
  const names = Object.keys(copy)
  const [name, act] = [names.length > 0 ? random.pick(names) : undefined, random.below(6)]
  if (name === undefined || act === 0) {
    Object.defineProperty(copy, random.pick(EXTRA_FIELDS), {
      value: nastyValue(random),
      enumerable: true,
      configurable: true,
    })
  } else if (act === 1) delete copy[name]
  else if (act === 2) return nastyValue(random)
  else copy[name] = spoiled(copy[name], random)
  return copy
}
