import type { Config } from '../config.ts'

type Headers = Readonly<Record<string, string>>

/** The security headers of all answers. They never change, so they are made once. */
export function securityHeaders(config: Config): { page: Headers; data: Headers } {
  const isHttps = config.publicUrl?.startsWith('https://') ?? false
  const both = {
    'cross-origin-resource-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    // Over plain http, this would leave the pages of a local network blank.
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

/** Inline styles are allowed because the components need them; inline scripts never are. */
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

/** Older browsers do not include WebSockets to the page's own host in 'self'. */
const liveAddress = (publicUrl: string): string => new URL(publicUrl).origin.replace(/^http/, 'ws')
