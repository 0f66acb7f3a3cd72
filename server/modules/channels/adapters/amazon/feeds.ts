import type { PushResult } from '../../adapter.ts'
import { ChannelFailure } from '../../adapter.ts'
import { callPlatform } from '../call-platform.ts'
import { at } from '../shape/json.ts'
import { textOf } from '../shape/text.ts'
import type { Api } from './api.ts'
import { refusalOf } from './feed-report.ts'
import { marketplaceOf } from './regions.ts'

type Feed = { type: string; contentType: string; body: string }

/**
 * Creates a document, uploads the body and submits the feed. Returns the id by which its result is
 * asked for.
 */
export async function submitFeed(api: Api, { type, contentType, body }: Feed): Promise<string> {
  const { json } = await api.call({
    operation: 'createDocument',
    method: 'POST',
    path: '/feeds/2021-06-30/documents',
    body: { contentType },
    repeatable: true,
  })
  const url = wanted(at(json, 'url'), 'an address for the feed')
  await callPlatform('amazon', api.connection, {
    method: 'PUT',
    url,
    headers: { 'content-type': contentType },
    body,
    repeatable: true,
  })
  const feed = await api.call({
    operation: 'createFeed',
    method: 'POST',
    path: '/feeds/2021-06-30/feeds',
    body: {
      feedType: type,
      marketplaceIds: [marketplaceOf(api.connection.credentials)],
      inputFeedDocumentId: wanted(at(json, 'feedDocumentId'), 'a document for the feed'),
    },
  })
  return wanted(at(feed.json, 'feedId'), 'the id of the feed')
}

/** The reference of a message within a feed, by which its result is asked for later. */
export const referenceOf = (feedId: string, messageId: number): string =>
  `feed/${feedId}/${messageId}`

/**
 * Asks what became of a message of a feed. A feed that is done may still have refused it, so the
 * report decides.
 */
export async function checkFeed(api: Api, reference: string): Promise<PushResult> {
  const [, feedId = '', messageId = ''] = /^feed\/([^/]+)\/(\d+)$/.exec(reference) ?? []
  if (feedId === '') return { type: 'done', reference }
  const { json } = await api.call({
    operation: 'getFeed',
    method: 'GET',
    path: `/feeds/2021-06-30/feeds/${encodeURIComponent(feedId)}`,
  })
  const status = textOf(at(json, 'processingStatus'))
  if (status === 'FATAL' || status === 'CANCELLED') {
    return { type: 'refused', why: `Amazon ended the feed ${feedId} as ${status}.` }
  }
  if (status !== 'DONE') return { type: 'submitted', reference }
  const documentId = textOf(at(json, 'resultFeedDocumentId'))
  const why = documentId === null ? null : await refusalIn(api, documentId, messageId)
  return why === null ? { type: 'done', reference } : { type: 'refused', why }
}

async function refusalIn(api: Api, documentId: string, messageId: string): Promise<string | null> {
  const { json } = await api.call({
    operation: 'getDocument',
    method: 'GET',
    path: `/feeds/2021-06-30/documents/${encodeURIComponent(documentId)}`,
  })
  const url = wanted(at(json, 'url'), 'an address for the report')
  const reply = await callPlatform('amazon', api.connection, {
    method: 'GET',
    url,
    repeatable: true,
  })
  const isPacked = at(json, 'compressionAlgorithm') === 'GZIP'
  const why = refusalOf(reply.body, { messageId, isPacked })
  if (why === undefined) throw new ChannelFailure('again', 'Amazon gave no report of the feed.')
  return why === null ? null : `Amazon refused it: ${why}`
}

function wanted(value: Parameters<typeof textOf>[0], what: string): string {
  const text = textOf(value, 5_000)
  if (text === null) throw new ChannelFailure('again', `Amazon did not give ${what}.`)
  return text
}
