import type { z } from 'zod'
import { connection } from './connection.ts'
import { NoAnswer, ProblemBody, ProblemError } from './problem.ts'

const TIME_LIMIT_MS = 20_000

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
type Query = Record<string, string | number | boolean | undefined>
type Call = {
  query?: Query
  body?: unknown
  /** Instead of a body that is written as JSON. */
  file?: Blob
  signal?: AbortSignal
  headers?: Record<string, string>
  /** The address is the server's own, such as `/readyz`, and not one of the API. */
  outsideApi?: boolean
}

/** Reads below `/api/v1`; the reply is parsed, so no page meets a shape that it does not know. */
export async function get<Reply extends z.ZodType>(
  path: string,
  reply: Reply,
  call: Omit<Call, 'body'> = {},
): Promise<z.output<Reply>> {
  return reply.parse(await request('GET', path, call))
}

/** Changes something. Without a schema the answer is not looked at. */
export async function send<Reply extends z.ZodType = z.ZodUnknown>(
  method: Exclude<Method, 'GET'>,
  path: string,
  body?: unknown,
  reply?: Reply,
  call: Omit<Call, 'body'> = {},
): Promise<z.output<Reply>> {
  const answer = await request(method, path, { ...call, body })
  return reply ? reply.parse(answer) : (answer as z.output<Reply>)
}

/** Only as it was read: 412 when somebody has changed it meanwhile. */
export const asRead = ({ version }: { version: number }) => ({
  headers: { 'if-match': `"${version}"` },
})

/** Files that a person may choose where a table is brought in: Excel's "Unicode text" ends in txt. */
export const TABLE_FILES = 'text/csv,.csv,.tsv,.txt'

/** Sends a file as it is. */
export async function sendFile<Reply extends z.ZodType>(
  path: string,
  file: Blob,
  mediaType: string,
  reply: Reply,
): Promise<z.output<Reply>> {
  const headers = { 'content-type': mediaType }
  return reply.parse(await request('POST', path, { headers, file }))
}

/** For a link that the browser itself follows, such as to a file. */
export const addressOf = (path: string, query?: Query): string => `/api/v1${path}${queryOf(query)}`

/** A wrong password is a 401 too, but nobody is signed out by it. */
const SIGNED_OUT: ReadonlySet<string> = new Set(['unauthenticated', 'session_ended'])

let signedOut: () => void = () => {}

/** Whoever shows the pages says here what happens when a session has ended. */
export function onSignedOut(listener: () => void): void {
  signedOut = listener
}

async function request(method: Method, path: string, call: Call): Promise<unknown> {
  const url = call.outsideApi ? `${path}${queryOf(call.query)}` : addressOf(path, call.query)
  const { response, text } = await reach(method, url, call)
  const body: unknown = isJson(response) && text !== '' ? JSON.parse(text) : undefined
  if (response.ok) return body
  const problem = new ProblemError(response.status, ProblemBody.parse(body ?? {}), idOf(response))
  if (SIGNED_OUT.has(problem.code)) signedOut()
  throw problem
}

async function reach(method: Method, url: string, call: Call) {
  const limit = AbortSignal.timeout(TIME_LIMIT_MS)
  const signal = call.signal ? AbortSignal.any([call.signal, limit]) : limit
  const headers: Record<string, string> = { accept: 'application/json', ...call.headers }
  const init: RequestInit = { method, headers, signal }
  if (call.body !== undefined) {
    headers['content-type'] = 'application/json'
    init.body = JSON.stringify(call.body)
  }
  if (call.file) init.body = call.file
  try {
    const response = await fetch(url, init)
    const text = await response.text()
    connection.answered()
    return { response, text }
  } catch (cause) {
    if (call.signal?.aborted) throw cause
    connection.failed()
    throw new NoAnswer({ cause })
  }
}

function queryOf(query: Query = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '')
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()
  return text && `?${text}`
}

const isJson = (response: Response) => /\bjson\b/.test(response.headers.get('content-type') ?? '')

const idOf = (response: Response) => response.headers.get('x-request-id') ?? undefined
