import { createHmac } from 'node:crypto'
import type { FastifyRequest } from 'fastify'

type Keys = { consumerKey: string; consumerSecret: string }

/**
 * Whether a request may pass: a password in the header or in the query, as behind a proxy that ends
 * https, or one leg of OAuth 1.0a, which plain http wants.
 */
export function createGuard({ consumerKey, consumerSecret }: Keys, base: () => string) {
  const nonces = new Set<string>()
  const basic = `Basic ${Buffer.from(`${consumerKey}:${consumerSecret}`).toString('base64')}`

  const isSigned = (request: FastifyRequest, query: URLSearchParams): boolean => {
    const nonce = query.get('oauth_nonce') ?? ''
    if (query.get('oauth_consumer_key') !== consumerKey || nonces.has(nonce)) return false
    nonces.add(nonce)
    const given = query.get('oauth_signature')
    query.delete('oauth_signature')
    const sorted = [...query].map(([name, value]) => `${enc(name)}=${enc(value)}`).toSorted()
    const address = base() + request.url.split('?')[0]
    const text = [request.method, enc(address), enc(sorted.join('&'))].join('&')
    const wanted = createHmac('sha256', `${consumerSecret}&`).update(text).digest('base64')
    return given === wanted
  }

  return (request: FastifyRequest): boolean => {
    const query = new URLSearchParams(request.url.split('?')[1] ?? '')
    if (request.headers.authorization) return request.headers.authorization === basic
    if (query.has('oauth_signature')) return isSigned(request, query)
    const isRight = query.get('consumer_secret') === consumerSecret
    return isRight && query.get('consumer_key') === consumerKey
  }
}

const enc = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => {
    return `%${sign.charCodeAt(0).toString(16).toUpperCase()}`
  })
