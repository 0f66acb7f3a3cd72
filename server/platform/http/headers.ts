import type { Config } from '../config.ts'

/** What every answer says to browsers; made once, because nothing in it changes. */
export function securityHeaders(config: Config): Readonly<Record<string, string>> {
  const isHttps = config.publicUrl?.startsWith('https://') ?? false
  return Object.freeze({
    'content-security-policy': contentPolicy(config.publicUrl, isHttps),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    'referrer-policy': 'strict-origin-when-cross-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    // Over plain http these would turn the pages of a local network blank.
    ...(isHttps && { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }),
  })
}

/** Styles may stand in the page, because the components put theirs there; scripts never. */
function contentPolicy(publicUrl: string | undefined, isHttps: boolean): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${publicUrl ? ` ${liveAddress(publicUrl)}` : ''}`,
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "object-src 'none'",
    ...(isHttps ? ['upgrade-insecure-requests'] : []),
  ].join('; ')
}

/** Older browsers do not count the WebSocket of a page's own host as 'self'. */
const liveAddress = (publicUrl: string): string => new URL(publicUrl).origin.replace(/^http/, 'ws')
