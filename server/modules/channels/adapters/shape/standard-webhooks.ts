import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Headers, Message, Verdict } from '../../adapter.ts'

const TOLERANCE_S = 300

/**
 * Verifies a message as Standard Webhooks does: an HMAC over `id.timestamp.body`, of which one
 * header may hold several while a secret is rotated. The time is checked last, so that only a
 * message with a right signature can be too old.
 */
export function verifyStandardWebhook(message: Message, keys: Uint8Array[], now: Date): Verdict {
  const { id, timestamp, signatures } = partsOf(message.headers)
  if (!id || !timestamp || !signatures) return { type: 'refused', reason: 'missing' }
  const given = signatures
    .split(' ')
    .filter((part) => part.startsWith('v1,'))
    .map((part) => Buffer.from(part.slice('v1,'.length)))
  const fits = keys.some((key) => {
    const expected = Buffer.from(signatureOf(key, id, timestamp, message.body))
    return given.some((one) => one.length === expected.length && timingSafeEqual(one, expected))
  })
  if (!fits || !/^\d{1,12}$/.test(timestamp)) return { type: 'refused', reason: 'wrong' }
  const awayS = Math.abs(now.getTime() / 1_000 - Number(timestamp))
  return awayS > TOLERANCE_S ? { type: 'refused', reason: 'too_old' } : { type: 'valid' }
}

/** The three headers that sign a message. */
export function standardWebhookHeaders(
  key: Uint8Array,
  id: string,
  at: Date,
  body: Uint8Array,
): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1_000))
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signatureOf(key, id, timestamp, body)}`,
  }
}

const partsOf = (headers: Headers) => ({
  id: headers['webhook-id'],
  timestamp: headers['webhook-timestamp'],
  signatures: headers['webhook-signature'],
})

const signatureOf = (key: Uint8Array, id: string, timestamp: string, body: Uint8Array): string =>
  createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')
