import type { FastifySwaggerUiOptions } from '@fastify/swagger-ui'

/** The introduction of /docs and /openapi.json. */
export const HOW_TO_BEGIN = `One order hub for every channel: orders, stock, products and stores.

1. Make a key in the portal under *Settings, API keys*; it is shown once.
2. Send it along: \`curl https://your.host/api/v1/orders -H "authorization: Bearer $KEY"\`. Press
   *Authorize* to try things out here; whoever is signed in to the portal needs no key.
3. Refusals are \`application/problem+json\` (RFC 9457): decide by their \`code\`, show their \`detail\`.
   Where an \`Idempotency-Key\` is taken, the same request with the same key is done once.
4. Lists give a cursor for the next page. Amounts are whole numbers of the smallest unit of their
   currency, times are UTC.`

/**
 * The order of the groups: first what sells, then what is sold, and last what keeps the product
 * running.
 */
export const GROUPS = [
  ...['orders', 'order views', 'products', 'stock', 'customers'],
  ...['stores', 'listings', 'messages', 'import', 'reports', 'live'],
  ...['sign-in', 'people', 'API keys', 'settings', 'audit', 'jobs', 'integrity', 'operations'],
].map((name) => ({ name }))

export const DOCS_PAGE: FastifySwaggerUiOptions = {
  routePrefix: '/docs',
  uiConfig: { deepLinking: true, docExpansion: 'none' },
  theme: {
    title: 'Penstock API',
    // Hides Swagger's own bar, which says nothing about this program.
    css: [{ filename: 'penstock.css', content: '.swagger-ui .topbar { display: none }' }],
  },
}
