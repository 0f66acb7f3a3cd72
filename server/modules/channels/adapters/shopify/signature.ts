import type { Message, Verdict } from '../../adapter.ts'
import { isSignedBy } from '../shape/hmac.ts'
import { shopifyHeader } from './headers.ts'

/**
 * Verifies base64 of an HMAC-SHA256 over the raw body. The key is the app's secret, or another one
 * for notifications that were set up by hand in the shop's admin; a store may have both.
 */
export function verify(message: Message, { secrets }: { secrets: string[] }): Verdict {
  const signature = shopifyHeader(message, 'hmac-sha256')
  if (!signature) return { type: 'refused', reason: 'missing' }
  const fits = isSignedBy(secrets, message.body, signature, 'base64')
  return fits ? { type: 'valid' } : { type: 'refused', reason: 'wrong' }
}
