import { z } from 'zod'
import { PLAINLY } from '#platform/plainly.ts'
import type { AttributeSchema } from '../contract.ts'

export type AttributeFault = { path: string[]; detail: string }

/** What the product type finds wrong with the attributes; a type without a schema finds nothing. */
export function attributeFaults(
  schema: AttributeSchema | null,
  attributes: Record<string, unknown>,
): AttributeFault[] {
  if (!schema) return []
  const parsed = checkerOf(schema).safeParse(attributes, PLAINLY)
  if (parsed.success) return []
  return parsed.error.issues.flatMap(faultsOf)
}

// Kept, because an import checks each of its rows against the same schema.
const checkers = new WeakMap<AttributeSchema, z.ZodType>()

function checkerOf(schema: AttributeSchema): z.ZodType {
  const known = checkers.get(schema)
  if (known) return known
  const required = new Set(schema.required)
  const fields = Object.entries(schema.properties).map(([name, property]): [string, z.ZodType] => {
    const field = fieldOf(property)
    return [name, required.has(name) ? field : field.optional()]
  })
  const shape = Object.fromEntries(fields)
  const checker =
    schema.additionalProperties === false ? z.strictObject(shape) : z.looseObject(shape)
  checkers.set(schema, checker)
  return checker
}

function fieldOf(property: AttributeSchema['properties'][string]): z.ZodType {
  switch (property.type) {
    case 'string': {
      const { enum: choices, minLength = 0, maxLength = Infinity } = property
      return choices ? z.enum(choices) : z.string().min(minLength).max(maxLength)
    }
    case 'number':
    case 'integer': {
      const { minimum = -Infinity, maximum = Infinity } = property
      const number = property.type === 'integer' ? z.int() : z.number()
      return number.min(minimum).max(maximum)
    }
    case 'boolean':
      return z.boolean()
  }
}

function faultsOf(issue: z.core.$ZodIssue): AttributeFault[] {
  const path = issue.path.map(String)
  if (issue.code !== 'unrecognized_keys') return [{ path, detail: issue.message }]
  return issue.keys.map((key) => ({ path: [...path, key], detail: 'The type has no such field.' }))
}
