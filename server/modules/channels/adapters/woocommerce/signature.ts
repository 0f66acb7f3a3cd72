import type { Message, Verdict } from '../../adapter.ts'
import { isSignedBy } from '../shape/hmac.ts'

/** base64 of HMAC-SHA256 over the raw body; a ping has none, and is answered all the same. */
export function verify(message: Message, account: { secrets: string[] }): Verdict {
  const signature = message.headers['x-wc-webhook-signature']
  if (!signature) return isPing(message) ? { type: 'ping' } : { type: 'refused', reason: 'missing' }
  const secrets = account.secrets.flatMap((secret) => [secret, withoutEntities(secret)])
  const fits = isSignedBy(secrets, message.body, signature, 'base64')
  return fits ? { type: 'valid' } : { type: 'refused', reason: 'wrong' }
}

/** Saving a webhook sends `webhook_id=142` as a form, and wants to see exactly 200. */
export function isPing({ headers, body }: Message): boolean {
  const isForm = headers['content-type']
    ?.toLowerCase()
    .startsWith('application/x-www-form-urlencoded')
  return !!isForm && body.length < 40 && /^webhook_id=\d+$/.test(new TextDecoder().decode(body))
}

const ENTITIES = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#039;': "'", '&amp;': '&' }

/** WordPress does this to the secret before it signs; most secrets have nothing of the kind. */
const withoutEntities = (secret: string): string =>
  secret.replace(/&(?:lt|gt|quot|#039|amp);/g, (entity) => {
    return ENTITIES[entity as keyof typeof ENTITIES]
  })
