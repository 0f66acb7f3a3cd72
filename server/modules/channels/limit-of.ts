import { OutboundFailure } from '#platform/outbound.ts'
import { ChannelFailure } from './adapter.ts'

/**
 * For how many seconds a limit of the platform lets nothing pass; null where it is trouble.
 * A breaker of ours that is open says that the platform is ill, and is no limit.
 */
export function limitOf(error: unknown): number | null {
  if (!(error instanceof ChannelFailure) || error.kind !== 'again') return null
  const { cause, retryAfterS } = error
  const isLeftAlone = cause instanceof OutboundFailure && cause.reason === 'breaker_open'
  return isLeftAlone ? null : retryAfterS
}
