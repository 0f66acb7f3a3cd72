import type { Ctx } from '#platform/context.ts'

export type ChargeRequest = {
  /** Made from the order, the purpose and the number: the same fact is never charged twice. */
  key: string
  amountMinor: number
  currency: string
  token: string | null
}

/** `unknown`: no answer came. It must be looked up with `find`, and never be sent again blindly. */
export type ChargeOutcome =
  | { state: 'succeeded' | 'authorised'; providerRef: string }
  | { state: 'declined'; reason: string }
  | { state: 'unknown'; reason: string }

/** What every provider can do; `charge` with the same key is one charge. */
export type Gateway = {
  charge(ctx: Ctx, request: ChargeRequest): Promise<ChargeOutcome>
  /** Gives back what was charged; as with `charge`, the same key is one refund. */
  refund(ctx: Ctx, request: ChargeRequest): Promise<ChargeOutcome>
  /** What became of a key; `undefined` when the provider has never seen it. */
  find(ctx: Ctx, key: string): Promise<ChargeOutcome | undefined>
}
