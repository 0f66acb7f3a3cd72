import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Message, Verdict } from '../../adapter.ts'
import { isSignedBy } from '../shape/hmac.ts'

/** Our own header, which BigCommerce sends with each delivery of a hook. */
export const TOKEN_HEADER = 'x-penstock-token'

const TOLERANCE_S = 300
const SIGNATURES_MAX = 10

/**
 * Verifies a delivery as Standard Webhooks does, with the bytes of the client secret as the key.
 * Our own header is also checked where it comes; hooks that a person has made do not have it.
 */
export function verify(
  { headers, body }: Message,
  { secrets, now }: { secrets: string[]; now: Date },
): Verdict {
  const id = headers['webhook-id']
  const timestamp = headers['webhook-timestamp']
  const signatures = headers['webhook-signature']
  if (!id || !timestamp || !signatures) return { type: 'refused', reason: 'missing' }
  if (!/^\d{1,12}$/.test(timestamp)) return { type: 'refused', reason: 'wrong' }
  const signed = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body])
  const fits = signatures
    .split(' ', SIGNATURES_MAX)
    .some((part) => part.startsWith('v1,') && isSignedBy(secrets, signed, part.slice(3), 'base64'))
  if (!fits || !isOurs(headers[TOKEN_HEADER], secrets)) return { type: 'refused', reason: 'wrong' }
  // This is checked after the signature, so that only whoever holds the secret learns of a wrong
  // clock.
  const isOld = Math.abs(+now / 1_000 - Number(timestamp)) > TOLERANCE_S
  return isOld ? { type: 'refused', reason: 'too_old' } : { type: 'valid' }
}

function isOurs(token: string | undefined, secrets: string[]): boolean {
  if (token === undefined) return true
  const given = Buffer.from(token)
  return secrets.some((secret) => {
    const wanted = Buffer.from(tokenOf(secret))
    return wanted.length === given.length && timingSafeEqual(wanted, given)
  })
}

/**
 * The value of our own header, made from the client secret so that there is no second secret to
 * keep.
 */
export const tokenOf = (secret: string): string =>
  createHmac('sha256', secret).update('header of our hooks').digest('base64url')
