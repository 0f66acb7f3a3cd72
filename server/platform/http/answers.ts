import { z } from 'zod'

/** What a route says about itself that helps to describe its answers. */
export type Told = {
  summary?: string | undefined
  produces?: readonly string[] | undefined
  /**
   * Descriptions by status, where one schema serves several answers, such as an order that is new
   * or was there already.
   */
  answers?: Record<number, string> | undefined
}

/**
 * Describes each answer: with the words of the route, else of the schema, else of what the route
 * reads.
 */
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

/**
 * The description of an answer without a body. Tests make sure that no other answer is described so
 * briefly.
 */
export const DONE = 'Done; the answer is empty.'

const READS = /^(?:List|Read|Show|Export|Get|See|Suggest) (?:an? )?(.+)$/
const STANDS_ALONE =
  /^(?:the|all|one’s|everything|what|who|how|where|whether|to whom|up to|today)\b/

/**
 * Turns the summary of a read into the description of its answer: "Read a store" gives "The
 * store.", "Read whether it is well" gives "Whether it is well."
 */
function whatIsRead(summary: string): string | undefined {
  const what = READS.exec(summary)?.[1]
  if (!what) return undefined
  const whole = STANDS_ALONE.test(what) ? what : `the ${what}`
  return `${whole.charAt(0).toUpperCase()}${whole.slice(1)}.`
}
