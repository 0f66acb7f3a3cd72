import type { Message, Reply, Sender } from './send.ts'
import { SendFailure } from './send.ts'

const REDIRECTS = new Set([301, 302, 303, 307, 308])
const HOPS_MAX = 3

/**
 * Follows redirects, but only of reads of addresses that users typed. Each hop is checked like a
 * new address, and the caller's headers are not sent to another origin.
 */
export async function sendFollowing(
  sender: Sender,
  message: Message,
  signal: AbortSignal,
  refusalOf: (url: string) => string | undefined,
): Promise<Reply> {
  let current = message
  for (let hop = 0; ; hop++) {
    const reply = await sender.send(current, signal)
    const location = [reply.headers['location']].flat()[0]
    const isRedirect = REDIRECTS.has(reply.status) && location !== undefined
    if (!isRedirect || !message.guarded || message.method !== 'GET') return reply
    if (hop === HOPS_MAX) {
      throw new SendFailure('too_many_redirects', `more than ${HOPS_MAX} redirects`)
    }
    current = next(current, location, refusalOf)
  }
}

function next(
  from: Message,
  location: string,
  refusalOf: (url: string) => string | undefined,
): Message {
  const href = URL.parse(location, from.url)?.href ?? location
  const refusal = refusalOf(href)
  if (refusal) {
    throw new SendFailure('address_refused', `the address it redirects to ${refusal}`)
  }
  const url = new URL(href)
  if (from.url.protocol === 'https:' && url.protocol === 'http:') {
    throw new SendFailure('address_refused', 'it redirects from https to http')
  }
  return { ...from, url, headers: url.origin === from.url.origin ? from.headers : {} }
}
