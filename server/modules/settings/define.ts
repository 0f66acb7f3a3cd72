import { z } from 'zod'
import type { Setting } from './setting.ts'

export const defineSetting = <Schema extends z.ZodType>(definition: {
  key: string
  schema: Schema
  standard: z.output<Schema>
  help: string
}): Setting<z.output<Schema>> => ({
  ...definition,
  kind: 'setting',
  schema: definition.schema as z.ZodType<z.output<Schema>>,
})

/** A setting that is on or off. */
export const defineFlag = (definition: {
  key: string
  standard: boolean
  help: string
}): Setting<boolean> => ({ ...definition, kind: 'flag', schema: z.boolean() })
