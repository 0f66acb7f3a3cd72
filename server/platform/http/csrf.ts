import type { FastifyRequest } from 'fastify'
import { HttpProblem } from './problems.ts'

/**
 * Refuses requests from pages of other sites: a browser sends the session cookie along with them
 * too. Browsers say where a page came from in headers that no script can set.
 */
export function refuseForeignPage(request: FastifyRequest, publicUrl: string | undefined): void {
  const { 'sec-fetch-site': site, origin, host } = request.headers
  if (site !== undefined) {
    if (site === 'same-origin' || site === 'none') return
    throw HttpProblem.csrf()
  }
  if (origin !== undefined && isOwn(origin, host, publicUrl)) return
  throw HttpProblem.csrf()
}

function isOwn(origin: string, host: string | undefined, publicUrl: string | undefined): boolean {
  const from = URL.parse(origin)
  if (!from || !/^https?:$/.test(from.protocol)) return false
  if (publicUrl && from.origin === new URL(publicUrl).origin) return true
  return host !== undefined && from.host === host.toLowerCase()
}
