import type { Config } from '../config.ts'

/** `__Host-` makes browsers refuse the cookie over plain http, for other hosts and other paths. */
export const sessionCookieName = (config: Config): string =>
  config.publicUrl?.startsWith('https://') ? '__Host-penstock' : 'penstock_session'

/** Two cookies of the same name mean that somebody tried to plant one, so neither is trusted. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  if (!header?.includes(name)) return undefined
  const begin = `${name}=`
  const found = header
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(begin))
  return found.length === 1 ? found[0]!.slice(begin.length) || undefined : undefined
}
