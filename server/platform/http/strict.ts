import { z } from 'zod'

/**
 * Finds the first object in a schema that would silently drop unknown fields. A misspelt field must
 * be answered with 400, and not treated as if it had not been sent.
 */
export function findLooseObject(schema: unknown): string | undefined {
  return search(schema, 'body', new Set())
}

function search(schema: unknown, place: string, seen: Set<unknown>): string | undefined {
  if (!(schema instanceof z.core.$ZodType) || seen.has(schema)) return undefined
  seen.add(schema)
  const def = schema._zod.def as z.core.$ZodTypeDef & { catchall?: unknown }
  if (def.type === 'object' && !def.catchall) return place
  for (const [name, inner] of innerSchemas(schema)) {
    const found = search(inner, name ? `${place}.${name}` : place, seen)
    if (found) return found
  }
  return undefined
}

/** The schemas that a schema is made of: fields, items, alternatives, and what it wraps. */
export function innerSchemas(schema: z.core.$ZodType): [name: string, inner: unknown][] {
  const def = schema._zod.def as unknown as Record<string, unknown>
  if (def['type'] === 'object') return Object.entries(def['shape'] as object)
  if (def['type'] === 'lazy') return [['', (def['getter'] as () => unknown)()]]
  return Object.values(def).flatMap((part) =>
    (Array.isArray(part) ? part : [part]).map((inner): [string, unknown] => ['', inner]),
  )
}
