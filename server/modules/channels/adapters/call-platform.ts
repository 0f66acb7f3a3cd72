import type { Lossless } from '#platform/lossless-json.ts'
import { OutboundFailure, type OutboundReply, type OutboundRequest } from '#platform/outbound.ts'
import { ChannelFailure, type Connection } from '../adapter.ts'
import { isObject, jsonOf, listOf } from './shape/json.ts'
import { textOf } from './shape/text.ts'

export type PlatformCall = Omit<OutboundRequest, 'target' | 'typedByUser'> & {
  /** Statuses that the caller wants to look at itself, such as 404 for an order that is gone. */
  expected?: readonly number[]
}

export type PlatformReply = { status: number; header(name: string): string; body: Uint8Array }

/**
 * Calls a store on its platform. Returns a successful reply, or one of an expected status; any
 * other becomes a `ChannelFailure`, which says whether trying again can help.
 */
export async function callPlatform(
  platform: string,
  connection: Connection,
  { expected = [], ...call }: PlatformCall,
): Promise<PlatformReply> {
  const reply = await replyOf(platform, connection, call)
  const { status } = reply
  if ((status < 200 || status > 299) && !expected.includes(status)) throw failureOf(reply)
  return { status, header: (name) => headerOf(reply, name), body: reply.body }
}

/**
 * Returns the reply whatever its status is, for platforms whose refusals say more than a status.
 */
export async function replyOf(
  platform: string,
  { outbound, storeId }: Connection,
  call: Omit<OutboundRequest, 'target' | 'typedByUser'>,
): Promise<OutboundReply> {
  try {
    return await outbound.request({ ...call, target: `${platform}/${storeId}`, typedByUser: true })
  } catch (error) {
    if (!(error instanceof OutboundFailure)) throw error
    const { reason, words, retryAfterS = null } = error
    const kind = reason === 'address_refused' ? 'rejected' : 'again'
    throw new ChannelFailure(kind, words, { retryAfterS, cause: error })
  }
}

function failureOf(reply: OutboundReply): ChannelFailure {
  const { status } = reply
  const words = `it answered ${status}: ${excerpt(reply.body)}`
  if (status === 401 || status === 403) return new ChannelFailure('credentials', words)
  const isPassing = status === 408 || status === 425 || status === 429 || status >= 500
  if (!isPassing) return new ChannelFailure('rejected', words)
  const seconds = Number(headerOf(reply, 'retry-after'))
  return new ChannelFailure('again', words, { retryAfterS: seconds > 0 ? seconds : null })
}

export function headerOf({ headers }: OutboundReply, name: string): string {
  const value = headers[name]
  return (Array.isArray(value) ? value[0] : value) ?? ''
}

/** What the platform said of a refusal, or else the beginning of its answer, on one line. */
const excerpt = (body: Uint8Array): string =>
  wordsIn(jsonOf(body)) ??
  (new TextDecoder().decode(body.subarray(0, 300)).replaceAll(/\s+/g, ' ').trim() || 'nothing more')

/** The members in which platforms say why they refuse. */
const WORDS = ['message', 'error_description', 'detail', 'title', 'errors', 'error']

function wordsIn(said: Lossless | undefined): string | null {
  if (Array.isArray(said))
    return (
      listOf(said)
        .flatMap((one) => wordsIn(one) ?? [])
        .join('; ') || null
    )
  if (!isObject(said)) return textOf(said, 300)
  for (const name of WORDS) {
    const words = wordsIn(said[name])
    if (words) return words
  }
  return null
}
