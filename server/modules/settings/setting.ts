import { isDeepStrictEqual } from 'node:util'
import type { z } from 'zod'
import { HttpProblem } from '#platform/http/problems.ts'
import { PLAINLY } from '#platform/plainly.ts'

/** Something that an org may change while everything runs. Each is declared where it is used. */
export type Setting<Value = unknown> = {
  key: string
  kind: 'setting' | 'flag'
  /** Without transforms: what it gives is stored, and parsed again when it is read. */
  schema: z.ZodType<Value>
  /** What holds until somebody says otherwise. */
  standard: Value
  help: string
}

/** All settings of the program by their keys; composed in `app.ts`. */
export type Registry = ReadonlyMap<string, Setting>

export function composeRegistry(settings: Setting[]): Registry {
  const registry = new Map<string, Setting>()
  for (const setting of settings) {
    const { key, schema, standard } = setting
    if (registry.has(key)) throw new Error(`The setting ${key} is declared twice.`)
    if (!schema.safeParse(standard).success) {
      throw new Error(`The standard value of the setting ${key} does not fit its own schema.`)
    }
    registry.set(key, setting)
  }
  return registry
}

/** Throws the problem that names each fault. */
export function parseValue<Value>({ schema }: Setting<Value>, value: unknown): Value {
  const parsed = schema.safeParse(value, PLAINLY)
  if (parsed.success) return parsed.data
  const errors = parsed.error.issues.map(({ path, message }) => ({
    pointer: ['/body/value', ...path.map(String)].join('/'),
    detail: message,
  }))
  throw HttpProblem.invalid_request({ errors })
}

export const isSameValue = (one: unknown, other: unknown): boolean => isDeepStrictEqual(one, other)
