import type { z } from 'zod'
import type { Lossless } from '#platform/lossless-json.ts'
import { PLAINLY } from '#platform/plainly.ts'
import type { Headers, Message, Reading } from '../../adapter.ts'
import type { CanonicalOrder } from '../../canonical.ts'
import { at, isObject, jsonOf } from '../shape/json.ts'
import { readSeveral, severalIn } from '../shape/several.ts'
import { cleanText } from '../shape/text.ts'
import { PostedOrder } from './format.ts'
import { plain } from './plain.ts'
import { toOrder } from './to-order.ts'

const FAULTS_SHOWN_MAX = 10

/** One reading for each order that was posted, in their order. */
export function read(message: Message): Reading[] {
  const json = jsonOf(message.body)
  if (json === undefined) return [unclear('the body is not valid JSON')]
  return readPosted(postedIn(json), message.headers)
}

/** The orders of a message, one or several, each as it is or as the member `order` of an object. */
export const postedIn = (json: Lossless): (Lossless | undefined)[] =>
  (severalIn(json) ?? [json]).map((one) => {
    const inner = at(one, 'order')
    return isObject(inner) && at(one, 'lines') === undefined ? inner : one
  })

export const readPosted = (posted: (Lossless | undefined)[], headers: Headers): Reading[] =>
  readSeveral(posted, (one) => [readOne(one, headers)])

function readOne(sent: Lossless | undefined, headers: Headers): Reading {
  const posted = plain(sent)
  const externalId = idOf(posted)
  const result = PostedOrder.safeParse(posted, PLAINLY)
  if (!result.success) return unclear(wordsOf(result.error.issues), externalId)
  const receivedAt = receivedAtOf(headers)
  if (!result.data.placedAt && !result.data.updatedAt && !receivedAt) {
    return unclear('/placedAt is missing: say when the order was placed', externalId)
  }
  const order = toOrder(result.data, receivedAt ?? '')
  if (!canBeCounted(order)) return unclear('the amounts are too large to be counted', externalId)
  return { type: 'order', order }
}

const canBeCounted = ({ totals, lines }: CanonicalOrder): boolean =>
  [...Object.values(totals), ...lines.map((line) => line.totalMinor)].every(
    (amount) => amount === null || Number.isSafeInteger(amount),
  )

/**
 * When the message was sent or received. Both are part of the message, so reading it again later
 * gives the same.
 */
function receivedAtOf(headers: Headers): string | undefined {
  const seconds = headers['webhook-timestamp']
  const moment = headers['x-penstock-received-at'] ?? (/^\d{9,11}$/.test(seconds ?? '') && seconds)
  if (!moment) return undefined
  const date = new Date(/^\d+$/.test(moment) ? Number(moment) * 1_000 : moment)
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString()
}

function wordsOf(issues: z.core.$ZodIssue[]): string {
  const shown = issues.slice(0, FAULTS_SHOWN_MAX).map(({ path, message }) => {
    return `${path.length > 0 ? path.map(segment).join('') : 'the order'} ${message}`
  })
  const more = issues.length - shown.length
  return more > 0 ? `${shown.join('; ')}; and ${more} more` : shown.join('; ')
}

/** A step of a JSON pointer. */
const segment = (step: PropertyKey): string =>
  `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`

function idOf(posted: Lossless | undefined): string | null {
  if (!posted || typeof posted !== 'object' || Array.isArray(posted)) return null
  const id = posted['externalId'] ?? posted['number']
  return typeof id === 'string' && id.length <= 200 ? cleanText(id).trim() : null
}

const unclear = (why: string, externalId: string | null = null): Reading => ({
  type: 'unclear',
  why,
  externalId,
})
