import type { z } from 'zod'
import { PLAINLY } from '#platform/plainly.ts'
import { faultWords } from './fault-words.ts'
import { t } from './i18n.ts'

/** Looks at a form with the schema of the server before it is asked. Each field has one fault. */
export function schemaFaults(schema: z.ZodType) {
  return (values: Record<string, unknown>): Record<string, string> => {
    const { issues = [] } = schema.safeParse(values, { ...PLAINLY, reportInput: true }).error ?? {}
    const faults = issues.map((issue) => [issue.path.join('.'), wordsOf(issue)] as const)
    return Object.fromEntries(faults.toReversed())
  }
}

/** Nobody has typed "not a number" where nothing stands. */
const wordsOf = ({ input, message }: z.core.$ZodIssue): string =>
  input === '' ? t('This is needed.') : faultWords(message)
