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
