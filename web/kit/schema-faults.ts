import type { z } from 'zod'
import { PLAINLY } from '#platform/plainly.ts'
import { faultWords } from './fault-words.ts'

/** Looks at a form with the schema of the server before it is asked. Each field has one fault. */
export function schemaFaults(schema: z.ZodType) {
  return (values: Record<string, unknown>): Record<string, string> => {
    const { issues = [] } = schema.safeParse(values, PLAINLY).error ?? {}
    const faults = issues.map(({ path, message }) => [path.join('.'), faultWords(message)] as const)
    return Object.fromEntries(faults.toReversed())
  }
}
