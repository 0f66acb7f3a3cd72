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

/** With its repeats; one attempt may take `limits.attemptTimeLimitMs`. */
const TIME_LIMIT_MS = 60_000

export function createApi(connection: Connection): Api {
  const base = connection.baseUrl ?? `https://${connection.uid}`
  const root = `${base.replace(/\/+$/, '')}/wp-json/wc/v3/`
  // Some servers strip the header; what was found out holds for the rest of this piece of work.
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
    // A nonce is good for one attempt.
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
 * A page in HTML, a warning of PHP before the JSON or an error of the server: with any status they
 * are trouble of the host that passes.
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

/** Said with the status 500: the shop, or the provider that should pay, does not want to. */
const REFUND_REFUSED = 'woocommerce_rest_cannot_create_order_refund'

function again(words: string, reply: OutboundReply): ChannelFailure {
  const retryAfterS = Number(headerOf(reply, 'retry-after')) || null
  return new ChannelFailure('again', words, { retryAfterS })
}

const movedTo = (reply: OutboundReply): string =>
  `The shop is at ${headerOf(reply, 'location') || 'another address'} now: correct its address.`

/** The answer when it is a success; a refusal becomes a failure with the words of WooCommerce. */
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

/** What WooCommerce calls a refusal, such as `woocommerce_rest_shop_order_invalid_id`. */
export const codeOf = ({ json }: Answer): string => textOf(at(json, 'code'), 200) ?? ''

/** A page of the web can be missing for many reasons; an order only by these words. */
export const isMissing = (answer: Answer): boolean =>
  answer.status === 404 && isObject(answer.json) && codeOf(answer).endsWith('_invalid_id')

/** How many pages a list has; one when the shop does not say. */
export const pagesOf = ({ reply }: Answer): number =>
  Number(headerOf(reply, 'x-wp-totalpages')) || 1
