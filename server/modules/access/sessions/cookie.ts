import type { Config } from '#platform/config.ts'
import { sessionCookieName } from '#platform/http/session-cookie.ts'

/** Scripts cannot read it, other sites cannot send it, and with https nothing else carries it. */
export function sessionCookie(config: Config, token: string, maxAgeS: number): string {
  const name = sessionCookieName(config)
  const secure = config.publicUrl?.startsWith('https://') ? '; Secure' : ''
  return `${name}=${token}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAgeS}${secure}`
}

export const noSessionCookie = (config: Config): string => sessionCookie(config, '', 0)
