import { timingSafeEqual } from 'node:crypto'
import type { Message, Verdict } from '../../adapter.ts'
import { jsonOf } from '../shape/json.ts'
import { sellerIn } from './notification.ts'

/**
 * Amazon signs nothing: who may write to a queue is decided there. What comes by HTTP, such as from
 * EventBridge, carries a secret of ours in a header.
 */
export function verify(
  { headers }: Message,
  { secrets }: { secrets: string[]; now: Date },
): Verdict {
  const given = headers['x-api-key'] ?? bearerIn(headers['authorization'])
  if (!given) return { type: 'refused', reason: 'missing' }
  const bytes = Buffer.from(given)
  const isKnown = secrets
    .map((secret) => Buffer.from(secret))
    .some((secret) => {
      return secret.length === bytes.length && timingSafeEqual(secret, bytes)
    })
  return isKnown ? { type: 'valid' } : { type: 'refused', reason: 'wrong' }
}

const bearerIn = (header = ''): string | undefined => /^Bearer +(\S+)$/i.exec(header)?.[1]

/** The seller, who is named only in the body of a notification. */
export function recognise({ body }: Message): { uid: string } | undefined {
  const json = jsonOf(body)
  const seller = json === undefined ? null : sellerIn(json)
  return seller === null ? undefined : { uid: uidOf(seller) }
}

export const uidOf = (typed: string): string => typed.trim().toUpperCase()
