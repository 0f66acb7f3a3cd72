/**
 * The reason why a call failed. It is also the label `outcome` of the metrics, so there must be
 * few.
 */
export type FailureReason =
  | 'address_refused'
  | 'breaker_open'
  | 'too_many_waiting'
  | 'asked_to_wait'
  | 'rate_budget'
  | 'unreachable'
  | 'timeout'
  | 'connection_lost'
  | 'reply_too_large'
  | 'too_many_redirects'
  | 'closing'

type Details = {
  target: string
  /**
   * `no`: the other side has certainly done nothing. `unknown`: it may have, so the outcome must be
   * looked up.
   */
  reached: 'no' | 'unknown'
  reason: FailureReason
  message: string
  /** The time after which it makes sense to try again, if it is known. */
  retryAfterS?: number
  cause?: unknown
}

/** A call to another system that brought no reply. */
export class OutboundFailure extends Error {
  override readonly name = 'OutboundFailure'
  readonly target: string
  /** The reason without the name of the target, for people who know whom they have called. */
  readonly words: string
  readonly reached: 'no' | 'unknown'
  readonly reason: FailureReason
  readonly retryAfterS: number | undefined

  constructor({ target, reached, reason, message, retryAfterS, cause }: Details) {
    super(`${target}: ${message}`, cause === undefined ? {} : { cause })
    this.target = target
    this.words = message
    this.reached = reached
    this.reason = reason
    this.retryAfterS = retryAfterS
  }
}
