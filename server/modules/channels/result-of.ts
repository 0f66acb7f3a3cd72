import { OutboundFailure } from '#platform/outbound.ts'
import { ChannelFailure, type PushResult } from './adapter.ts'

/** The result of each entry of a call that failed as a whole. */
export function resultOf(error: unknown): PushResult {
  if (error instanceof OutboundFailure) return { type: 'again', why: error.message, afterS: null }
  if (!(error instanceof ChannelFailure)) throw error
  const { kind, message: why, retryAfterS: afterS } = error
  return kind === 'rejected' ? { type: 'refused', why } : { type: 'again', why, afterS }
}
