import { z } from 'zod'
import { innerSchemas } from './strict.ts'

type Def = Record<string, unknown>

/** The fields that the object at this place of a request may have, in any of its variants. */
export function fieldsAt(schema: unknown, path: readonly PropertyKey[]): string[] {
  return [...new Set(search(schema, path))]
}

function search(schema: unknown, path: readonly PropertyKey[]): string[] {
  if (!(schema instanceof z.core.$ZodType)) return []
  const def = schema._zod.def as unknown as Def
  const [first, ...rest] = path
  switch (def['type']) {
    case 'object': {
      const shape = def['shape'] as Def
      return first === undefined ? Object.keys(shape) : search(shape[String(first)], rest)
    }
    case 'array':
    case 'record':
      return first === undefined ? [] : search(def['element'] ?? def['valueType'], rest)
    default:
      return innerSchemas(schema).flatMap(([, inner]) => search(inner, path))
  }
}
