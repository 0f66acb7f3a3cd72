import { OutboundFailure } from '#platform/outbound.ts'
import { ChannelFailure } from './adapter.ts'

/**
 * For how many seconds a rate limit of the platform allows no call; null for any other failure. An
 * open breaker is no limit, but says that the platform is ill.
 */
export function limitOf(error: unknown): number | null {
  if (!(error instanceof ChannelFailure) || error.kind !== 'again') return null
  const { cause, retryAfterS } = error
  const isLeftAlone = cause instanceof OutboundFailure && cause.reason === 'breaker_open'
  return isLeftAlone ? null : retryAfterS
}
