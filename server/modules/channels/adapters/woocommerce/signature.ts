import type { Message, Verdict } from '../../adapter.ts'
import { isSignedBy } from '../shape/hmac.ts'

/**
 * Verifies base64 of an HMAC-SHA256 over the raw body. A ping has no signature, and is answered all
 * the same.
 */
export function verify(message: Message, account: { secrets: string[] }): Verdict {
  const signature = message.headers['x-wc-webhook-signature']
  if (!signature) return isPing(message) ? { type: 'ping' } : { type: 'refused', reason: 'missing' }
  const secrets = account.secrets.flatMap((secret) => [secret, withoutEntities(secret)])
  const fits = isSignedBy(secrets, message.body, signature, 'base64')
  return fits ? { type: 'valid' } : { type: 'refused', reason: 'wrong' }
}

/**
 * Whether it is the ping that is sent when a webhook is saved: the form `webhook_id=142`, which
 * must be answered with exactly 200.
 */
export function isPing({ headers, body }: Message): boolean {
  const isForm = headers['content-type']
    ?.toLowerCase()
    .startsWith('application/x-www-form-urlencoded')
  return !!isForm && body.length < 40 && /^webhook_id=\d+$/.test(new TextDecoder().decode(body))
}

const ENTITIES = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#039;': "'", '&amp;': '&' }

/** Decodes the secret as WordPress does before it signs; few secrets contain anything to decode. */
const withoutEntities = (secret: string): string =>
  secret.replace(/&(?:lt|gt|quot|#039|amp);/g, (entity) => {
    return ENTITIES[entity as keyof typeof ENTITIES]
  })
