const A_DAY_MS = 86_400_000

/**
 * How long the other side asks us to stay away (RFC 9110: seconds or a date), at most a day: more
 * is probably a mistake of theirs. A value that cannot be read is ignored.
 */
export function retryAfterMs(header: string | string[] | undefined, now: Date): number | undefined {
  const text = (Array.isArray(header) ? header[0] : header)?.trim()
  if (!text) return undefined
  if (/^\d{1,10}(\.\d{1,3})?$/.test(text)) return Math.min(Number(text) * 1_000, A_DAY_MS)
  const at = /^[A-Z][a-z]{2}, /.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? undefined : Math.min(Math.max(0, at - now.getTime()), A_DAY_MS)
}
