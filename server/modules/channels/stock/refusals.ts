import type { Client } from '../adapter.ts'
import { resultOf } from '../result-of.ts'
import type { ToPush } from './store.ts'

export type Answer = 'done' | { why: string }

/** Each is a call or two, and what is fine becomes visible without being asked about. */
const ASKED_MAX = 20

/** What was taken may still be refused, and would then never become visible: asks about some. */
export async function findRefusals(client: Client, unseen: ToPush[]): Promise<Map<string, Answer>> {
  const answers = new Map<string, Answer>()
  if (!client.checkPush) return answers
  const asked = unseen.filter(({ pushState }) => pushState === 'submitted').slice(0, ASKED_MAX)
  for (const { id, reference } of asked) {
    if (reference === null) continue
    const result = await client.checkPush(reference).catch(resultOf)
    if (result.type === 'refused') answers.set(id, { why: result.why })
    else if (result.type === 'done') answers.set(id, 'done')
    // What is still under way there has no answers for the others either.
    else break
  }
  return answers
}
