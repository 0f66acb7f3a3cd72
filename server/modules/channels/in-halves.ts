import { ChannelFailure, type PushResult } from './adapter.ts'
import { resultOf } from './result-of.ts'

/** Enough to find several bad ones among hundreds; a store that refuses all is asked no more. */
const CALLS_MAX = 60

/**
 * One bad entry may refuse a whole call, so a refused call is halved until the bad one is alone.
 * What is left when there were too many calls goes again, without those that were found.
 */
export async function inHalves<One>(
  all: One[],
  send: (some: One[]) => Promise<PushResult[]>,
  calls = { left: CALLS_MAX },
): Promise<PushResult[]> {
  if (calls.left-- <= 0) return all.map(() => NOT_THIS_TIME)
  try {
    return await send(all)
  } catch (error) {
    if (!isRefusal(error)) throw error
    if (all.length <= 1) return all.map(() => resultOf(error))
    const half = all.length >> 1
    return [
      ...(await inHalves(all.slice(0, half), send, calls)),
      ...(await inHalves(all.slice(half), send, calls)),
    ]
  }
}

export const isRefusal = (error: unknown): error is ChannelFailure =>
  error instanceof ChannelFailure && error.kind === 'rejected'

const NOT_THIS_TIME: PushResult = {
  ...{ type: 'again', why: 'Others in the same call were refused.', afterS: null },
}
