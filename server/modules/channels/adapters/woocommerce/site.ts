/**
 * The address of a shop as its identity: people type it with or without a slash, and it moves from
 * http to https one day without becoming another shop.
 */
export function siteOf(address: string): string {
  const bare = address
    .trim()
    .replace(/^https?:\/\//i, '')
    .replace(/\/+$/, '')
  const [host = '', ...path] = bare.split('/')
  return [host.toLowerCase(), ...path].join('/')
}

/** Who types `http:` means it: keys never travel there, since each call is signed instead. */
export const plainAddressIn = (typed: string): string | undefined =>
  /^http:\/\//i.test(typed.trim()) ? `http://${siteOf(typed)}` : undefined
