import type { Lossless, LosslessObject } from '#platform/lossless-json.ts'
import { ChannelFailure, type Connection } from '../../adapter.ts'
import { callPlatform, type PlatformCall, type PlatformReply } from '../call-platform.ts'
import { at, jsonOf, objectOf, objectsOf } from '../shape/json.ts'
import { textOf } from '../shape/text.ts'

/**
 * Shopify answers a version that is out of support with a newer one, without a word; so the version
 * of its answer is checked when the connection is tested.
 */
export const API_VERSION = '2026-07'

export type Variables = Readonly<Record<string, unknown>>

/** The calls to one shop. */
export type Api = {
  /** Gets a path below `/admin/api/<version>/`. */
  get(path: string, expected?: readonly number[]): Promise<PlatformReply>
  /** Gets a path below `/admin/`, which has no version. */
  getAdmin(path: string): Promise<PlatformReply>
  /** Writes through the older REST interface. Only for what is safe to send twice. */
  post(path: string, body: unknown, expected?: readonly number[]): Promise<PlatformReply>
  /**
   * Returns `data` of the answer. `repeatable` holds for reads, and for writes that carry a key.
   */
  graphql(query: string, variables: Variables, repeatable: boolean): Promise<LosslessObject>
}

export function createApi(connection: Connection): Api {
  const base = (connection.baseUrl ?? `https://${connection.uid}`).replace(/\/+$/, '')
  const headers = {
    'x-shopify-access-token': connection.credentials['accessToken'] ?? '',
    accept: 'application/json',
  }
  const get = (path: string, expected?: readonly number[]) =>
    callPlatform('shopify', connection, {
      ...{ method: 'GET', url: `${base}/admin/${path}`, headers, repeatable: true },
      ...(expected && { expected }),
    })
  const write = (path: string, body: unknown, more: Partial<PlatformCall>) =>
    callPlatform('shopify', connection, {
      ...{ method: 'POST', url: `${base}/admin/api/${API_VERSION}/${path}` },
      headers: { ...headers, 'content-type': 'application/json' },
      ...{ body: JSON.stringify(body), ...more },
    })
  return {
    get: (path, expected) => get(`api/${API_VERSION}/${path}`, expected),
    getAdmin: (path) => get(path),
    post: (path, body, expected = []) => write(path, body, { repeatable: true, expected }),
    async graphql(query, variables, repeatable) {
      return dataOf(jsonIn(await write('graphql.json', { query, variables }, { repeatable })))
    },
  }
}

/** The JSON of a reply. A page of HTML instead is a trouble of theirs that passes. */
export function jsonIn({ body }: PlatformReply): LosslessObject {
  const value = jsonOf(body)
  if (value === undefined) throw new ChannelFailure('again', 'it answered with no JSON')
  return objectOf(value)
}

/** The data of an answer. GraphQL also reports errors with the status 200. */
function dataOf(answer: LosslessObject): LosslessObject {
  const errors = objectsOf(at(answer, 'errors'))
  if (errors.length === 0) return objectOf(at(answer, 'data'))
  const codes = errors.map((error) => textOf(at(error, 'extensions', 'code')))
  const words = errors.map((error) => textOf(at(error, 'message')) ?? '').join('; ')
  if (codes.includes('THROTTLED')) {
    const retryAfterS = secondsUntilAffordable(at(answer, 'extensions', 'cost'))
    throw new ChannelFailure('again', 'it asked us to slow down', { retryAfterS })
  }
  if (codes.includes('ACCESS_DENIED')) throw new ChannelFailure('credentials', words)
  const isTheirs = codes.some((code) => code !== null && PASSING.has(code))
  throw new ChannelFailure(isTheirs ? 'again' : 'rejected', `it answered: ${words}`)
}

/** Errors that pass: trouble of theirs, and the same request that is still being processed. */
const PASSING = new Set(['INTERNAL_SERVER_ERROR', 'IDEMPOTENCY_CONCURRENT_REQUEST'])

/** How long to wait until the query can be paid for, since points come back at a known rate. */
function secondsUntilAffordable(cost: Lossless | undefined): number {
  const points = (...path: string[]) => Number(textOf(at(cost, ...path)) ?? Number.NaN)
  const wanted = points('requestedQueryCost')
  const missing = wanted - points('throttleStatus', 'currentlyAvailable')
  const seconds = Math.ceil(missing / points('throttleStatus', 'restoreRate'))
  return Number.isFinite(seconds) ? Math.min(60, Math.max(1, seconds)) : 2
}

export type UserError = { code: string; field: string[]; message: string }

/** The reasons why a mutation has done nothing although its status was 200. */
export const userErrorsOf = (payload: Lossless | undefined, name = 'userErrors'): UserError[] =>
  objectsOf(at(payload, name)).map((error) => {
    const field = at(error, 'field')
    return {
      code: textOf(at(error, 'code')) ?? '',
      field: Array.isArray(field) ? field.map((part) => textOf(part) ?? '') : [],
      message: textOf(at(error, 'message')) ?? 'it did not say why',
    }
  })

export const wordsOfErrors = (errors: readonly UserError[]): string =>
  errors.map(({ message }) => message).join('; ')
