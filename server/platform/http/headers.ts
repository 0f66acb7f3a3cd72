import type { Config } from '../config.ts'

type Headers = Readonly<Record<string, string>>

/** What answers say to browsers; made once, because nothing in it changes. */
export function securityHeaders(config: Config): { page: Headers; data: Headers } {
  const isHttps = config.publicUrl?.startsWith('https://') ?? false
  const both = {
    'cross-origin-resource-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    // Over plain http this would turn the pages of a local network blank.
    ...(isHttps && { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }),
  }
  return {
    page: {
      ...both,
      'cross-origin-opener-policy': 'same-origin',
      'content-security-policy': contentPolicy(config.publicUrl, isHttps),
      'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
      'referrer-policy': 'strict-origin-when-cross-origin',
      'x-frame-options': 'DENY',
    },
    data: {
      ...both,
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cache-control': 'no-store',
    },
  }
}

/** Styles may stand in the page, because the components put theirs there; scripts never. */
function contentPolicy(publicUrl: string | undefined, isHttps: boolean): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: https:",
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
