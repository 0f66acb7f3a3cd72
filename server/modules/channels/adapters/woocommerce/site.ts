/**
 * The identity of a shop, made from its address: without slashes at its end and without http or
 * https, since a shop that moves to https stays the same shop.
 */
export function siteOf(address: string): string {
  const bare = address
    .trim()
    .replace(/^https?:\/\//i, '')
    .replace(/\/+$/, '')
  const [host = '', ...path] = bare.split('/')
  return [host.toLowerCase(), ...path].join('/')
}

/**
 * The address of a shop that was typed with `http:`. Its keys never travel there: each call is
 * signed instead.
 */
export const plainAddressIn = (typed: string): string | undefined =>
  /^http:\/\//i.test(typed.trim()) ? `http://${siteOf(typed)}` : undefined
