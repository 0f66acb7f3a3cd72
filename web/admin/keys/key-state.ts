import { t } from '#kit/i18n.ts'
import type { Tone } from '#kit/status-badge.tsx'

type Times = { expiresAt: string | null; revokedAt: string | null; replacedBy: string | null }

const SOON_MS = 14 * 86_400_000

/** What a key is worth now. A replaced one still works until its overlap is over. */
export function stateOf(key: Times, now: Date): { tone: Tone; words: string; isLive: boolean } {
  if (key.revokedAt) return { tone: 'quiet', words: t('Revoked'), isLive: false }
  const leftMs = key.expiresAt ? new Date(key.expiresAt).getTime() - now.getTime() : Infinity
  if (leftMs <= 0) return { tone: 'quiet', words: t('Expired'), isLive: false }
  if (key.replacedBy) return { tone: 'warn', words: t('Replaced'), isLive: true }
  if (leftMs < SOON_MS) return { tone: 'warn', words: t('Expires soon'), isLive: true }
  return { tone: 'good', words: t('Active'), isLive: true }
}
