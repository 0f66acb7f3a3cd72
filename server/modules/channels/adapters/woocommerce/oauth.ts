import { createHmac } from 'node:crypto'

type Keys = { consumerKey: string; consumerSecret: string }

/**
 * Signs an address as WooCommerce demands for calls without https, where a key in a header could be
 * read on its way: by one-legged OAuth 1.0a over method, address and query.
 */
export function signedUrl(
  method: string,
  address: string,
  { consumerKey, consumerSecret }: Keys,
  once: { nonce: string; timestampS: number },
): string {
  const url = new URL(address)
  const parameters: [string, string][] = [
    ...url.searchParams,
    ['oauth_consumer_key', consumerKey],
    ['oauth_nonce', once.nonce],
    ['oauth_signature_method', 'HMAC-SHA256'],
    ['oauth_timestamp', String(once.timestampS)],
  ]
  const sorted = parameters
    .map(([name, value]) => `${percent(name)}=${percent(value)}`)
    .toSorted()
    .join('&')
  const base = [method, percent(url.origin + url.pathname), percent(sorted)].join('&')
  const signature = createHmac('sha256', `${consumerSecret}&`).update(base).digest('base64')
  const query = [...parameters, ['oauth_signature', signature] as const]
  return `${url.origin}${url.pathname}?${query.map(([n, v]) => `${percent(n)}=${percent(v)}`).join('&')}`
}

/** RFC 3986, which is stricter than `encodeURIComponent`. */
const percent = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => {
    return `%${sign.charCodeAt(0).toString(16).toUpperCase()}`
  })
