import { createHash, createHmac } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { bytesOf } from '../frame/server.ts'

export type AwsUser = { id: string; secret: string }

const AUTHORIZATION = new RegExp(
  '^AWS4-HMAC-SHA256 Credential=(.+)/(\\d{8})/(.+)/(.+)/aws4_request, ' +
    'SignedHeaders=(.+), Signature=(.+)$',
)

/** As AWS judges it: what came is signed anew with the secret of the key that it names. */
export function isSignedBy({ id, secret }: AwsUser, request: FastifyRequest): boolean {
  const { headers, method, originalUrl: url } = request
  const found = AUTHORIZATION.exec(headers.authorization ?? '')
  if (!found) return false
  const [, keyId, day, region, service, names, signature] = found as unknown as string[]
  const lines = names!.split(';').map((name) => `${name}:${String(headers[name])}\n`)
  const sha = (data: string | Buffer) => createHash('sha256').update(data).digest('hex')
  const asked = `${method}\n${url}\n\n${lines.join('')}\n${names}\n${sha(bytesOf(request))}`
  const scope = `${day}/${region}/${service}/aws4_request`
  const text = `AWS4-HMAC-SHA256\n${String(headers['x-amz-date'])}\n${scope}\n${sha(asked)}`
  const mac = (key: string | Buffer, data: string) =>
    createHmac('sha256', key).update(data).digest()
  const key = mac(mac(mac(mac(`AWS4${secret}`, day!), region!), service!), 'aws4_request')
  return keyId === id && mac(key, text).toString('hex') === signature
}
