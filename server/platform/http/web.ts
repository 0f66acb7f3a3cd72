import { existsSync } from 'node:fs'
import path from 'node:path'
import staticFiles from '@fastify/static'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../routes.ts'
import { pathOf } from './not-found.ts'

const FILE = { config: { permission: 'anyone', plain: true }, schema: { hide: true } } as const

/**
 * Serves the portal. Files with a hash in their names may be cached for a year, all others not at
 * all.
 */
export function webRoutes(app: App, webRoot: string): void {
  app.register(staticFiles, {
    root: webRoot,
    serve: false,
    dotfiles: 'ignore',
    cacheControl: false,
    preCompressed: true,
  })
  app.get<{ Params: { '*': string } }>('/assets/*', FILE, (request, reply) => {
    reply.header('cache-control', 'public, max-age=31536000, immutable')
    return reply.sendFile(`assets/${request.params['*']}`)
  })
  app.get<{ Params: { '*': string } }>('/*', FILE, (request, reply) => {
    if (isApi(pathOf(request))) return reply.callNotFound()
    reply.header('cache-control', 'no-cache')
    return reply.sendFile(request.params['*'] || 'index.html')
  })
}

const isApi = (url: string): boolean => /^\/(api|openapi\.json|docs|metrics)(\/|$)/.test(url)

/**
 * Only the script of the portal knows its addresses, so a browser gets the same page for all of
 * them.
 */
export function findPage(webRoot: string | undefined) {
  return (request: FastifyRequest, reply: FastifyReply): FastifyReply | undefined => {
    if (webRoot === undefined || request.method !== 'GET' || isApi(pathOf(request)))
      return undefined
    if (!request.headers.accept?.includes('text/html')) return undefined
    reply.header('cache-control', 'no-cache')
    if (existsSync(path.join(webRoot, 'index.html'))) return reply.sendFile('index.html')
    return reply.code(503).type('text/html; charset=utf-8').send(NOT_BUILT)
  }
}

const NOT_BUILT = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Penstock</title>
<h1>The pages of the portal have not been built</h1>
<p>The server runs, and its API is at <a href="/docs">/docs</a>. To get the pages as well, stop it
and start it with <code>npm start</code>, which builds them first.</p>
</html>
`
