/**
 * Only an address of this portal: a link that was sent to somebody must not lead elsewhere after
 * signing in. Browsers read `\` as `/` and leave out tabs and line breaks, so the URL decides.
 */
export function returnAddress(wanted: string | undefined, origin: string): string {
  if (!wanted?.startsWith('/')) return '/'
  const url = URL.canParse(wanted, origin) ? new URL(wanted, origin) : undefined
  if (url?.origin !== origin || url.pathname === '/login') return '/'
  return `${url.pathname}${url.search}${url.hash}`
}
