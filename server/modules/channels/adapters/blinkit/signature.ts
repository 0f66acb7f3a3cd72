import { timingSafeEqual } from 'node:crypto'
import type { Message, Verdict } from '../../adapter.ts'
import { isSignedBy } from '../shape/hmac.ts'
import { at, jsonOf, objectOf } from '../shape/json.ts'
import { idOf } from '../shape/text.ts'
import { inNewerWords } from './older-contract.ts'

type Account = { secrets: string[]; now: Date }

/**
 * Verifies a message: purchase orders carry a shared key, and events of the marketplace are signed.
 */
export function verify({ headers, body }: Message, { secrets }: Account): Verdict {
  const signature = headers['x-blinkit-signature']
  const key = headers['api-key']
  if (!signature && !key) return { type: 'refused', reason: 'missing' }
  const isRight = signature
    ? isSignedBy(secrets, body, signature, 'hex')
    : secrets.some((secret) => isSame(secret, key ?? ''))
  return isRight ? { type: 'valid' } : { type: 'refused', reason: 'wrong' }
}

function isSame(secret: string, given: string): boolean {
  const [wanted, got] = [Buffer.from(secret), Buffer.from(given)]
  return wanted.length === got.length && timingSafeEqual(wanted, got)
}

/** The account: a purchase order names its supplier, though its cancellation may not. */
export function recognise({ headers, body }: Message): { uid: string } | undefined {
  const json = headers['api-key'] ? jsonOf(body) : undefined
  const order = inNewerWords(objectOf(json))
  const uid = idOf(at(order, 'details', 'supplier_details', 'id'))
  return uid === null ? undefined : { uid }
}
