import { z } from 'zod'

/** What a route says of itself that helps to say what it answers. */
export type Told = {
  summary?: string | undefined
  produces?: readonly string[] | undefined
  /** Where one schema stands for several answers, such as an order that is new or was there. */
  answers?: Record<number, string> | undefined
}

/** Each answer with its words: those of the route, else of the schema, else of what is read. */
export function answersOf(response: object = { 200: {} }, told: Told = {}): object {
  const { produces = ['application/json'] } = told
  const described = Object.entries(response).map(([status, schema]) => {
    const description = told.answers?.[Number(status)] ?? wordsOf(schema, told.summary)
    if (!(schema instanceof z.ZodType)) return [status, { description }]
    return [status, { description, content: contentOf(schema, produces) }]
  })
  return Object.fromEntries(described)
}

const contentOf = (schema: z.ZodType, types: readonly string[]) =>
  Object.fromEntries(types.map((type) => [type, { schema }]))

function wordsOf(schema: unknown, summary = ''): string {
  if (!(schema instanceof z.ZodType)) return DONE
  return schema.meta()?.description ?? whatIsRead(summary) ?? DONE
}

/** For what answers without a body; the tests see to it that nothing else says so little. */
export const DONE = 'Done; the answer is empty.'

const READS = /^(?:List|Read|Show|Export|Get|See|Suggest) (?:an? )?(.+)$/
const STANDS_ALONE =
  /^(?:the|all|one’s|everything|what|who|how|where|whether|to whom|up to|today)\b/

/** "Read a store" gives "The store.", "Read whether it is well" gives "Whether it is well." */
function whatIsRead(summary: string): string | undefined {
  const what = READS.exec(summary)?.[1]
  if (!what) return undefined
  const whole = STANDS_ALONE.test(what) ? what : `the ${what}`
  return `${whole.charAt(0).toUpperCase()}${whole.slice(1)}.`
}
