import type { Lossless } from '#platform/lossless-json.ts'
import { ChannelFailure, type Connection } from '../../adapter.ts'
import { callPlatform, type PlatformReply } from '../call-platform.ts'
import { at, jsonOf, objectsOf } from '../shape/json.ts'
import { textOf } from '../shape/text.ts'
import { addressesOf } from './regions.ts'
import { type Session, sessionOf, type Token } from './session.ts'
import type { Operation } from './throttle.ts'

export type Call = {
  operation: Operation
  method: 'GET' | 'POST' | 'PATCH' | 'PUT'
  path: string
  query?: Readonly<Record<string, string>>
  body?: unknown
  /** Is sent instead of the access token, where data of buyers are asked for. */
  restrictedToken?: string | undefined
  repeatable?: boolean
}

/** `text` is the body as it came. */
export type Answer = { status: number; text: string; json: Lossless | undefined }

export type Api = {
  connection: Connection
  call(call: Call): Promise<Answer>
}

const REFRESH_AFTER_MS = 55 * 60_000

export function createApi(connection: Connection): Api {
  const session = sessionOf(connection)
  const send = async (call: Call): Promise<PlatformReply> => {
    // This is done for each call and not before, so that a mistyped region fails only calls.
    const { root, tokens } = addressesOf(connection)
    const { operation, method, path, query = {}, body } = call
    session.throttle.pass(operation, connection.now())
    const search = new URLSearchParams(query).toString()
    const reply = await callPlatform('amazon', connection, {
      method,
      url: `${root}${path}${search && `?${search}`}`,
      headers: {
        'x-amz-access-token': call.restrictedToken ?? (await tokenOf(connection, session, tokens)),
        'user-agent': 'Penstock/1.0 (Language=TypeScript)',
        'content-type': 'application/json',
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      repeatable: call.repeatable ?? method === 'GET',
      expected: [400, 401, 403, 404, 429],
    })
    const rate = reply.header('x-amzn-ratelimit-limit')
    session.throttle.note(operation, connection.now(), { rate, isRefused: reply.status === 429 })
    return reply
  }
  return {
    connection,
    async call(call) {
      const first = await send(call)
      // A token may end early, such as when the secret of the app is replaced.
      const isStale = (first.status === 401 || first.status === 403) && !call.restrictedToken
      if (!isStale) return answerOf(call, first)
      session.token = undefined
      return answerOf(call, await send(call))
    },
  }
}

/**
 * The access token. However many calls wait for it, it is refreshed once; a failed refresh is
 * forgotten.
 */
async function tokenOf(connection: Connection, session: Session, url: string): Promise<string> {
  const current = session.token
  const held = await current
  if (held && connection.now().getTime() < held.usableUntilMs) return held.text
  if (session.token === current) session.token = refreshed(connection, url)
  const refreshing = session.token
  try {
    const token = await refreshing
    return token?.text ?? ''
  } catch (error) {
    if (session.token === refreshing) session.token = undefined
    throw error
  }
}

async function refreshed(connection: Connection, url: string): Promise<Token> {
  const { credentials } = connection
  const reply = await callPlatform('amazon', connection, {
    method: 'POST',
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: credentials['refreshToken'] ?? '',
      client_id: credentials['clientId'] ?? '',
      client_secret: credentials['clientSecret'] ?? '',
    }).toString(),
    repeatable: true,
    expected: [400, 401],
  })
  const json = jsonOf(reply.body)
  const text = textOf(at(json, 'access_token'), 10_000)
  if (text === null) {
    const why = textOf(at(json, 'error_description')) ?? textOf(at(json, 'error')) ?? 'no reason'
    const advice = 'Check the refresh token, and the client id and secret of the app.'
    throw new ChannelFailure('credentials', `Amazon gave no access token (${why}). ${advice}`)
  }
  return { text, usableUntilMs: connection.now().getTime() + REFRESH_AFTER_MS }
}

function answerOf({ operation }: Call, reply: PlatformReply): Answer {
  const { status } = reply
  const text = new TextDecoder().decode(reply.body)
  const json = jsonOf(reply.body)
  const words = `Amazon answered ${status} to ${operation}: ${errorIn(json) ?? 'without words'}.`
  if (status === 429) throw new ChannelFailure('again', words, { retryAfterS: 2 })
  if (status === 401 || status === 403) throw new ChannelFailure('credentials', words)
  if (status === 400) throw new ChannelFailure('rejected', words)
  if (status === 200 && json === undefined) {
    throw new ChannelFailure('again', `Amazon answered ${operation} with something else than JSON.`)
  }
  return { status, text, json }
}

function errorIn(json: Lossless | undefined): string | null {
  const [error] = objectsOf(at(json, 'errors'))
  return textOf(error?.['message'], 300) ?? textOf(error?.['code'], 100)
}
