import { createHmac, timingSafeEqual } from 'node:crypto'

type Encoding = 'base64' | 'hex'

/**
 * Whether one of the secrets made this signature of exactly these bytes. Comparing takes the same
 * time whether it fits or not.
 */
export function isSignedBy(
  secrets: readonly string[],
  bytes: Uint8Array,
  signature: string,
  encoding: Encoding,
): boolean {
  const given = Buffer.from(signature)
  return secrets.some((secret) => {
    const wanted = Buffer.from(createHmac('sha256', secret).update(bytes).digest(encoding))
    return wanted.length === given.length && timingSafeEqual(wanted, given)
  })
}
