import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { SimulatorClock } from '../frame/clock.ts'
import type { Random } from '../frame/random.ts'
import { bytesOf, jsonOf } from '../frame/server.ts'
import { compact } from '../frame/wire.ts'
import { type Gate, refuse, send } from './gate.ts'
import type { Listings } from './listing-routes.ts'
import type { AmazonOrders } from './orders.ts'

const STEP_MS = 30_000

type Status = 'IN_QUEUE' | 'IN_PROGRESS' | 'DONE' | 'FATAL'
type Feed = { id: string; type: string; status: Status; resultId: string | null }
type Issue = { messageId: number; sku?: string; message: string }

type Parts = {
  app: FastifyInstance
  clock: SimulatorClock
  random: Random
  gate: Gate
  world: AmazonOrders
  listings: Listings
  url(): string
}

const feedSchema = z.object({
  feedType: z.string(),
  marketplaceIds: z.array(z.string()).min(1),
  inputFeedDocumentId: z.string(),
})

const messagesSchema = z.object({
  messages: z.array(z.looseObject({ messageId: z.number().int(), sku: z.string() })),
})

/** Documents, feeds and their reports; a feed that is done may have refused half of itself. */
export function addFeedRoutes(parts: Parts): void {
  const { app, clock, random, gate, url } = parts
  const documents = new Map<string, string>()
  const feeds = new Map<string, Feed>()

  app.post('/feeds/2021-06-30/documents', (request, reply) => {
    if (!gate.pass('createDocument', request, reply)) return reply
    const id = random.uuid()
    documents.set(id, '')
    return send(reply, 201, { feedDocumentId: id, url: `${url()}/upload/${id}` })
  })
  app.put('/upload/:id', (request, reply) => {
    documents.set((request.params as { id: string }).id, bytesOf(request).toString())
    return reply.code(200).send()
  })
  app.get('/upload/:id', (request, reply) => {
    return reply.send(documents.get((request.params as { id: string }).id) ?? '')
  })
  app.post('/feeds/2021-06-30/feeds', (request, reply) => {
    if (!gate.pass('createFeed', request, reply)) return reply
    const body = feedSchema.safeParse(jsonOf(request))
    const text = body.success ? documents.get(body.data.inputFeedDocumentId) : undefined
    if (!body.success || !text) return refuse(reply, 400, 'InvalidInput', 'Invalid feed.')
    const { feedType: type } = body.data
    const feed: Feed = { id: random.digits(11), type, status: 'IN_QUEUE', resultId: null }
    feeds.set(feed.id, feed)
    clock.after(STEP_MS, () => (feed.status = 'IN_PROGRESS'))
    clock.after(2 * STEP_MS, () => {
      const issues = processed(parts, type, text)
      if (issues !== undefined) {
        feed.resultId = random.uuid()
        documents.set(feed.resultId, reportOf(type, issues))
      }
      feed.status = issues === undefined ? 'FATAL' : 'DONE'
    })
    return send(reply, 202, { feedId: feed.id })
  })
  app.get('/feeds/2021-06-30/feeds/:id', (request, reply) => {
    if (!gate.pass('getFeed', request, reply)) return reply
    const feed = feeds.get((request.params as { id: string }).id)
    if (!feed) return refuse(reply, 404, 'NotFound', 'No such feed.')
    const result = feed.resultId === null ? {} : { resultFeedDocumentId: feed.resultId }
    const { id: feedId, type: feedType, status: processingStatus } = feed
    return send(reply, 200, { feedId, feedType, processingStatus, ...result })
  })
  app.get('/feeds/2021-06-30/documents/:id', (request, reply) => {
    if (!gate.pass('getDocument', request, reply)) return reply
    const { id } = request.params as { id: string }
    return send(reply, 200, { feedDocumentId: id, url: `${url()}/upload/${id}` })
  })
}

/** Older kinds of feeds are answered in XML, as they are sent. */
function reportOf(type: string, issues: Issue[]): string {
  if (type !== 'JSON_LISTINGS_FEED') return xmlReportOf(issues)
  return compact({
    header: { version: '2.0' },
    issues: issues.map((issue) => ({ ...issue, code: '90057', severity: 'ERROR' })),
    summary: { errors: issues.length, warnings: 0, messagesInvalid: issues.length },
  })
}

function xmlReportOf(issues: Issue[]): string {
  const results = issues.map(
    ({ messageId, message }) =>
      `<Result><MessageID>${messageId}</MessageID><ResultCode>Error</ResultCode>` +
      `<ResultMessageCode>8026</ResultMessageCode>` +
      `<ResultDescription>${message}</ResultDescription></Result>`,
  )
  const summary = `<MessagesWithError>${issues.length}</MessagesWithError>`
  return (
    '<?xml version="1.0" encoding="UTF-8"?><AmazonEnvelope><Message><ProcessingReport>' +
    `<ProcessingSummary>${summary}</ProcessingSummary>${results.join('')}` +
    '</ProcessingReport></Message></AmazonEnvelope>'
  )
}

/** The messages that were refused; undefined when nothing could be read. */
function processed({ listings, world }: Parts, type: string, text: string): Issue[] | undefined {
  if (type === 'JSON_LISTINGS_FEED') return listingIssues(listings, text)
  const orderId = /<AmazonOrderID>([^<]*)</.exec(text)?.[1]
  const order = orderId === undefined ? undefined : world.orders.get(orderId)
  if (orderId === undefined) return undefined
  const refused = (message: string) => [{ messageId: 1, message }]
  if (!order) return refused('The order is not known.')
  if (type === 'POST_ORDER_ACKNOWLEDGEMENT_DATA') {
    return world.cancel(order) ? [] : refused('The order cannot be cancelled any more.')
  }
  const amounts = [...text.matchAll(/<Amount currency="[A-Z]{3}">(-?\d+)\.(\d\d)</g)]
  const minor = amounts.reduce((sum, [, whole, part]) => sum + Number(`${whole}${part}`), 0)
  return world.refund(order, minor) ? [] : refused('The amount is more than was paid.')
}

function listingIssues(listings: Listings, text: string): Issue[] | undefined {
  const parsed = messagesSchema.safeParse(JSON.parse(text))
  if (!parsed.success) return undefined
  return parsed.data.messages.flatMap((message) => {
    const why = listings.patch(message.sku, message)
    return why === undefined
      ? []
      : [{ messageId: message.messageId, sku: message.sku, message: why }]
  })
}
