import { randomBytes } from 'node:crypto'
import { newToken } from '#platform/random.ts'

/** `pk_<prefix>_<secret>`: the prefix is known to all, the secret is shown once and never kept. */
export function newKeyText(): { text: string; prefix: string } {
  const prefix = randomBytes(4).toString('hex')
  return { text: `pk_${prefix}_${newToken()}`, prefix }
}

export const isKeyText = (text: string): boolean => /^pk_[0-9a-f]{8}_[\w-]{43}$/.test(text)

/** Rotated: the old key works a while longer, so that programs can change over one by one. */
export function endOfOverlap(now: Date, overlapHours: number, expiresAt: Date | null): Date {
  const until = new Date(now.getTime() + overlapHours * 3_600_000)
  return expiresAt && expiresAt < until ? expiresAt : until
}

/** The successor gets as long a life as the key was given, counted from now. */
export function successorExpiresAt(
  now: Date,
  key: { createdAt: Date; expiresAt: Date | null },
): Date | null {
  if (!key.expiresAt) return null
  return new Date(now.getTime() + key.expiresAt.getTime() - key.createdAt.getTime())
}
