import type { Headers, Message, Verdict } from '../../adapter.ts'
import { verifyStandardWebhook } from '../shape/standard-webhooks.ts'

/** `x-penstock-store: website/my-shop` names the store of a post without a store in its address. */
export function recognise(platform: string, headers: Headers): { uid: string } | undefined {
  const named = headers['x-penstock-store'] ?? ''
  const uid = named.startsWith(`${platform}/`) ? named.slice(platform.length + 1) : ''
  return uid ? { uid } : undefined
}

export const verify = (message: Message, account: { secrets: string[]; now: Date }): Verdict =>
  verifyStandardWebhook(message, account.secrets.map(keyOf), account.now)

const ENCODED = /^whsec_([A-Za-z0-9+/]+={0,2})$/

/** As the libraries of Standard Webhooks do: `whsec_` says that the rest is base64. */
const keyOf = (secret: string): Uint8Array => {
  const encoded = ENCODED.exec(secret)?.[1]
  return encoded ? Buffer.from(encoded, 'base64') : Buffer.from(secret)
}
