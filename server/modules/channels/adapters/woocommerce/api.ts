import { randomBytes } from 'node:crypto'
import type { Lossless } from '#platform/lossless-json.ts'
import type { OutboundReply, OutboundRequest } from '#platform/outbound.ts'
import { ChannelFailure, type Connection } from '../../adapter.ts'
import { headerOf, replyOf } from '../call-platform.ts'
import { at, isObject, jsonOf } from '../shape/json.ts'
import { textOf } from '../shape/text.ts'
import { signedUrl } from './oauth.ts'

type Call = Omit<OutboundRequest, 'target' | 'typedByUser'>

/** The REST interface of one shop. */
export type Api = {
  get(path: string, query?: Query): Promise<Answer>
  send(method: 'POST' | 'PUT', path: string, body: unknown): Promise<Answer>
}

export type Query = Readonly<Record<string, string>>

export type Answer = { status: number; text: string; json: Lossless; reply: OutboundReply }

/** For a call with its repeats; one attempt may take `limits.attemptTimeLimitMs`. */
const TIME_LIMIT_MS = 60_000

export function createApi(connection: Connection): Api {
  const base = connection.baseUrl ?? `https://${connection.uid}`
  const root = `${base.replace(/\/+$/, '')}/wp-json/wc/v3/`
  // Some servers remove the header with the key. What was found out holds for all calls of this
  // client.
  const how = { inQuery: false }
  const ask = async (call: Call): Promise<Answer> => {
    const answer = await answerTo(connection, withKeys(connection, call, how.inQuery))
    if (answer.status !== 401 || how.inQuery || !call.url.startsWith('https:')) return answer
    how.inQuery = true
    return answerTo(connection, withKeys(connection, call, true))
  }
  return {
    get: (path, query = {}) => {
      const url = `${root}${path}?${new URLSearchParams(query).toString()}`
      return ask({ method: 'GET', url: url.replace(/\?$/, ''), repeatable: true })
    },
    send: (method, path, body) =>
      ask({
        method,
        url: root + path,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
  }
}

function withKeys({ credentials, now }: Connection, call: Call, inQuery: boolean): Call {
  const { consumerKey = '', consumerSecret = '' } = credentials
  const url = new URL(call.url)
  if (url.protocol === 'http:') {
    const once = { nonce: randomBytes(16).toString('hex'), timestampS: Math.floor(+now() / 1_000) }
    const signed = signedUrl(call.method, call.url, { consumerKey, consumerSecret }, once)
    // Each attempt needs a nonce of its own, so the call must not be repeated as it is.
    return { ...call, url: signed, repeatable: false }
  }
  if (inQuery) {
    url.searchParams.set('consumer_key', consumerKey)
    url.searchParams.set('consumer_secret', consumerSecret)
    return { ...call, url: url.href }
  }
  const basic = Buffer.from(`${consumerKey}:${consumerSecret}`).toString('base64')
  return { ...call, headers: { ...call.headers, authorization: `Basic ${basic}` } }
}

/**
 * Asks the shop. A page of HTML, a warning of PHP before the JSON or an error of the server is a
 * trouble of its host that passes, whatever the status is.
 */
async function answerTo(connection: Connection, call: Call): Promise<Answer> {
  const reply = await replyOf('woocommerce', connection, { ...call, timeLimitMs: TIME_LIMIT_MS })
  const { status } = reply
  const json = jsonOf(reply.body)
  const isOverruled = textOf(at(json, 'code'), 200) === REFUND_REFUSED
  if (status === 429 || (status >= 500 && !isOverruled)) {
    throw again(`The shop answered ${status}.`, reply)
  }
  const text = new TextDecoder().decode(reply.body)
  if (json !== undefined) return { status, text, json, reply }
  if (status === 401) throw new ChannelFailure('credentials', wordsFor(status, null))
  if (status >= 300 && status < 400) throw new ChannelFailure('rejected', movedTo(reply))
  throw again(`The shop answered ${status} with something that is not JSON.`, reply)
}

/** The shop or its payment provider refuses a refund by this code, with the status 500. */
const REFUND_REFUSED = 'woocommerce_rest_cannot_create_order_refund'

function again(words: string, reply: OutboundReply): ChannelFailure {
  const retryAfterS = Number(headerOf(reply, 'retry-after')) || null
  return new ChannelFailure('again', words, { retryAfterS })
}

const movedTo = (reply: OutboundReply): string =>
  `The shop is at ${headerOf(reply, 'location') || 'another address'} now: correct its address.`

/** Returns a successful answer; a refusal is thrown as a failure in the words of WooCommerce. */
export function accepted(answer: Answer): Answer {
  const { status, json } = answer
  if (status >= 200 && status < 300) return answer
  const message = textOf(at(json, 'message'), 300)
  const kind = status === 401 || status === 403 ? 'credentials' : 'rejected'
  throw new ChannelFailure(kind, wordsFor(status, message))
}

function wordsFor(status: number, message: string | null): string {
  const said = message === null ? `answered ${status}` : `answered ${status}: ${message}`
  const isRight = status === 401 || status === 403
  return `The shop ${said}${isRight ? ' Check the key, and that it may read and write.' : ''}`
}

/** The code of a refusal, such as `woocommerce_rest_shop_order_invalid_id`. */
export const codeOf = ({ json }: Answer): string => textOf(at(json, 'code'), 200) ?? ''

/**
 * Whether an order is missing. Only this code says so, because a 404 can have many other reasons.
 */
export const isMissing = (answer: Answer): boolean =>
  answer.status === 404 && isObject(answer.json) && codeOf(answer).endsWith('_invalid_id')

/** How many pages a list has; one where the shop does not say. */
export const pagesOf = ({ reply }: Answer): number =>
  Number(headerOf(reply, 'x-wp-totalpages')) || 1
