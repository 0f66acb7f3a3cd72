import type { HTTPMethods } from 'fastify'
import { NASTY_TEXTS, type Random, sampleOf, type Schema, spoiled } from './fuzz-values.ts'

export type Operation = {
  method: HTTPMethods
  path: string
  parameters: { name: string; in: string; required?: boolean; schema?: Schema }[]
  body: Schema | undefined
}

export type Call = {
  method: HTTPMethods
  url: string
  headers: Record<string, string>
  payload?: string
}

/** One request to an operation, with a fault in at most one of its parts. */
export function callOf(
  operation: Operation,
  schemas: Record<string, Schema>,
  identity: Record<string, string>,
  random: Random,
): Call {
  // One part is spoiled at a time, so that the others do not hide it.
  const spoil = random.pick(partsOf(operation))
  const valueOf = (name: string, schema: Schema | undefined, isSpoiled: boolean) =>
    isSpoiled ? random.pick(NASTY_TEXTS) : textOf(sampleOf(schema ?? {}, schemas, random) ?? name)
  let url = operation.path
  const query: string[] = []
  const headers: Record<string, string> = { ...identity }
  for (const parameter of operation.parameters) {
    const { name, in: place, schema } = parameter
    if (!parameter.required && random.below(2) === 0) continue
    const value = valueOf(name, schema, spoil === place)
    if (place === 'path') url = url.replace(`{${name}}`, encoded(value))
    if (place === 'query') query.push(`${encodeURIComponent(name)}=${encoded(value)}`)
    if (place === 'header') headers[name] = asHeader(value)
  }
  if (spoil === 'query') query.push(`${encoded(random.pick(NASTY_TEXTS))}=1`)
  if (spoil === 'header') headers[random.pick(ODD_HEADERS)] = asHeader(random.pick(NASTY_TEXTS))
  const payload = payloadOf(operation, schemas, spoil, random)
  if (payload !== undefined) headers['content-type'] = typeOf(spoil, random)
  const full = query.length > 0 ? `${url}?${query.join('&')}` : url
  return {
    method: operation.method,
    url: full,
    headers,
    ...(payload !== undefined && { payload }),
  }
}

function partsOf({ method, parameters, body }: Operation): string[] {
  const places = parameters.map((parameter) => parameter.in)
  const ofBody = body ? ['body', 'body', 'body'] : []
  const ofText = method === 'GET' || method === 'HEAD' ? [] : ['type', 'text']
  return [...places, ...ofBody, ...ofText, 'query', 'header', 'none']
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value)

const ODD_HEADERS = [
  'if-match',
  'idempotency-key',
  'authorization',
  'cookie',
  'x-request-id',
  'traceparent',
  'accept',
  'accept-encoding',
  'x-forwarded-for',
  'range',
  'origin',
] as const
const ODD_TYPES = [
  'text/plain',
  'application/xml',
  'multipart/form-data; boundary=a',
  'application/x-www-form-urlencoded',
  'application/json; charset=utf-7',
  'x',
  ';',
  '',
] as const
const ODD_BODIES = [
  '',
  '{',
  '{"a":',
  'null',
  '"',
  '[1,]',
  '{"a":1}{',
  '\0',
  "{'a':1}",
  '{"a":"\\ud800"}',
  '{"a":"\\u0000"}',
  '['.repeat(50_000),
  '{"__proto__":{"a":1}}',
] as const

function payloadOf(
  { method, body }: Operation,
  schemas: Record<string, Schema>,
  spoil: string,
  random: Random,
): string | undefined {
  if (method === 'GET' || method === 'HEAD') return undefined
  if (spoil === 'text') return random.pick(ODD_BODIES)
  if (!body) return random.below(2) === 0 ? undefined : '{}'
  const sample = sampleOf(body, schemas, random)
  return JSON.stringify(spoil === 'body' ? spoiled(sample, random) : sample) ?? 'null'
}

const typeOf = (spoil: string, random: Random) =>
  spoil === 'type' ? random.pick(ODD_TYPES) : 'application/json'

/** Half a surrogate pair has no encoding, so its bytes are written as an attacker would. */
const encoded = (text: string): string =>
  text.isWellFormed() ? encodeURIComponent(text) : '%ED%A0%80'

/** What a header can carry at all. */
const asHeader = (text: string): string => text.replaceAll(/[^\t\x20-\xff]/g, '?').slice(0, 2_000)
