/** Why a call came to nothing. The words are also the `outcome` in the metrics: keep them few. */
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
  /** `no`: the other side certainly did nothing. `unknown`: it may have, so look it up. */
  reached: 'no' | 'unknown'
  reason: FailureReason
  message: string
  /** When it makes sense to try again, if that is known. */
  retryAfterS?: number
  cause?: unknown
}

/** A call to the outside that brought no reply. */
export class OutboundFailure extends Error {
  override readonly name = 'OutboundFailure'
  readonly target: string
  /** Without the name of the target, for people who know whom they have called. */
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
