import type { Message, Verdict } from '../../adapter.ts'
import { isSignedBy } from '../shape/hmac.ts'
import { shopifyHeader } from './headers.ts'

/**
 * Base64 of HMAC-SHA256 over the raw body. The secret is the app's; notifications that were set up
 * by hand in the shop's admin have another one, so both stand among the secrets.
 */
export function verify(message: Message, { secrets }: { secrets: string[] }): Verdict {
  const signature = shopifyHeader(message, 'hmac-sha256')
  if (!signature) return { type: 'refused', reason: 'missing' }
  const fits = isSignedBy(secrets, message.body, signature, 'base64')
  return fits ? { type: 'valid' } : { type: 'refused', reason: 'wrong' }
}
