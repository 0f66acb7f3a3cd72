import type { Lossless } from '#platform/lossless-json.ts'
import type { OutboundReply, OutboundRequest } from '#platform/outbound.ts'
import { ChannelFailure, type Connection } from '../../adapter.ts'
import { headerOf, replyOf } from '../call-platform.ts'
import { at, isObject, jsonOf } from '../shape/json.ts'
import { textOf } from '../shape/text.ts'

type Call = Omit<OutboundRequest, 'target' | 'typedByUser'>

/** The calls to one store, in both versions of the interface; paths begin with `v2/` or `v3/`. */
export type Api = {
  get(path: string, query?: Readonly<Record<string, string>>): Promise<Answer>
  send(method: 'POST' | 'PUT', path: string, body: unknown, repeatable?: boolean): Promise<Answer>
}

/** `text` is always JSON: `null` where there is no body, such as for an empty list of V2. */
export type Answer = { status: number; text: string; json: Lossless }

const HOST = 'https://api.bigcommerce.com'

export function createApi(connection: Connection): Api {
  const root = `${connection.baseUrl?.replace(/\/+$/, '') ?? HOST}/stores/${connection.uid}/`
  const quota = createQuota(connection.now)
  const ask = async (call: Call): Promise<Answer> => {
    quota.check()
    const headers = {
      accept: 'application/json',
      'content-type': 'application/json',
      'x-auth-token': connection.credentials['accessToken'] ?? '',
    }
    const reply = await replyOf('bigcommerce', connection, { ...call, headers })
    quota.note(reply)
    return answerOf(reply)
  }
  return {
    get: (path, query = {}) => {
      const url = `${root}${path}?${new URLSearchParams(query).toString()}`
      return ask({ method: 'GET', url: url.replace(/\?$/, ''), repeatable: true })
    },
    send: (method, path, body, repeatable = false) =>
      ask({ method, url: root + path, body: JSON.stringify(body), repeatable }),
  }
}

/**
 * The quota of calls belongs to all apps of the store, so the store says how much of it is left.
 * While it is used up nothing is called, because refused calls count as well.
 */
function createQuota(now: () => Date) {
  let emptyUntil = 0
  return {
    check() {
      const waitMs = emptyUntil - +now()
      if (waitMs > 0) throw held('The quota of the store is used up.', waitMs)
    },
    note(reply: OutboundReply) {
      const left = headerOf(reply, 'x-rate-limit-requests-left')
      const resetMs = Number(headerOf(reply, 'x-rate-limit-time-reset-ms'))
      if (left === '') return
      emptyUntil = Number(left) <= 0 || reply.status === 429 ? +now() + resetMs : 0
      if (reply.status === 429) throw held('The quota of the store is used up.', resetMs || 1_000)
    },
  }
}

const held = (words: string, waitMs: number) =>
  new ChannelFailure('again', words, { retryAfterS: Math.ceil(waitMs / 1_000) })

function answerOf(reply: OutboundReply): Answer {
  const { status } = reply
  if (status === 429 || status >= 500) {
    const retryAfterS = Number(headerOf(reply, 'retry-after')) || null
    throw new ChannelFailure('again', `BigCommerce answered ${status}.`, { retryAfterS })
  }
  if (reply.body.length === 0) return { status, text: 'null', json: null }
  const json = jsonOf(reply.body)
  if (json === undefined) {
    const words = `BigCommerce answered ${status} with something that is not JSON.`
    throw new ChannelFailure('again', words)
  }
  return { status, text: new TextDecoder().decode(reply.body), json }
}

/** Returns a successful answer; a refusal is thrown as a failure in the words of BigCommerce. */
export function accepted(answer: Answer): Answer {
  const { status } = answer
  if (status >= 200 && status < 300) return answer
  const said = `BigCommerce answered ${status}${wordsIn(answer)}.`
  if (status !== 401 && status !== 403) throw new ChannelFailure('rejected', said)
  const advice = 'Check the access token, and that the account may read and change orders.'
  throw new ChannelFailure('credentials', `${said} ${advice}`)
}

/**
 * The words of a refusal. V2 answers with a list of messages, V3 with a title and errors by field.
 */
export function wordsIn({ json }: Answer): string {
  const first = Array.isArray(json) ? json[0] : json
  const title = textOf(at(first, 'message'), 300) ?? textOf(at(first, 'title'), 300)
  const errors = at(first, 'errors')
  const details = isObject(errors)
    ? Object.values(errors).flatMap((value) => textOf(value, 200) ?? [])
    : []
  const words = [title, ...details.slice(0, 3)].filter((text) => text !== null)
  return words.length > 0 ? `: ${words.join('; ')}` : ''
}

export const isMissing = ({ status }: Answer): boolean => status === 404
