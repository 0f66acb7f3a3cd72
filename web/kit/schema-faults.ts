import { schemaResolver } from '@mantine/form'
import { faultWords } from './fault-words.ts'

type Schema = Parameters<typeof schemaResolver>[0]

/** Looks at a form with the schema of the server, before it is asked. */
export function schemaFaults(schema: Schema) {
  const look = schemaResolver(schema, { sync: true })
  return (values: Record<string, unknown>): Record<string, string> =>
    Object.fromEntries(
      Object.entries(look(values)).map(([name, said]) => [
        name,
        faultWords(typeof said === 'string' ? said : ''),
      ]),
    )
}
