import { OutboundFailure } from '#platform/outbound.ts'
import { ChannelFailure, type PushResult } from './adapter.ts'

/** What a call that failed as a whole means for each thing that it carried. */
export function resultOf(error: unknown): PushResult {
  if (error instanceof OutboundFailure) return { type: 'again', why: error.message, afterS: null }
  if (!(error instanceof ChannelFailure)) throw error
  const { kind, message: why, retryAfterS: afterS } = error
  return kind === 'rejected' ? { type: 'refused', why } : { type: 'again', why, afterS }
}
