import { code, head, table } from './page.ts'

/** The parts of an OpenAPI document that the page shows. */
export type Document = {
  paths?: Record<string, Record<string, Operation>>
}

type Operation = {
  tags?: string[]
  summary?: string
  description?: string
  parameters?: { name: string; in: string }[]
  'x-permission'?: string
}

const WORDS = `The running program serves the whole description, with every schema, as OpenAPI 3.1 at
\`/openapi.json\` and for reading at \`/docs\`. JSON is camelCase; refusals are
\`application/problem+json\` (RFC 9457) with a stable \`code\`. _key_: the route takes an
\`Idempotency-Key\`, and the same request with the same key is done once.`

const METHODS = ['get', 'post', 'put', 'patch', 'delete']

/** All operations on one page, grouped by their tags. */
export function apiPage({ paths = {} }: Document): string {
  const operations = Object.entries(paths).flatMap(([address, methods]) =>
    METHODS.filter((method) => methods[method]).map((method) => ({
      address: `${method.toUpperCase()} ${address}`,
      ...methods[method]!,
    })),
  )
  const tags = [...new Set(operations.map(tagOf))].toSorted((a, b) => a.localeCompare(b))
  const sections = tags.map((tag) => {
    const rows = operations.filter((operation) => tagOf(operation) === tag).map(rowOf)
    return `## ${tag}\n\n${table(['address', 'does', 'permission', ''], rows)}\n`
  })
  return `${head('HTTP API', '/openapi.json', WORDS)}${sections.join('\n')}`
}

const tagOf = ({ tags }: Operation): string => tags?.[0] ?? 'other'

function rowOf(operation: Operation & { address: string }): string[] {
  const { address, summary = '', description, parameters = [] } = operation
  const takesKey = parameters.some(({ name }) => name.toLowerCase() === 'idempotency-key')
  const words = description ? `${summary}. ${description}` : `${summary}.`
  const permission = operation['x-permission']
  return [code(address), words, permission ? code(permission) : '', takesKey ? '_key_' : '']
}
