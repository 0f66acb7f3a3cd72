import { createHmac, timingSafeEqual } from 'node:crypto'

type Encoding = 'base64' | 'hex'

/** Whether one of the secrets made this signature of these very bytes; compared in equal time. */
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
