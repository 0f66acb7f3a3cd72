import { ChannelFailure, type PushResult } from './adapter.ts'
import { resultOf } from './result-of.ts'

/**
 * Enough calls to find several bad entries among hundreds. After that a store that refuses
 * everything is left alone.
 */
const CALLS_MAX = 60

/**
 * Pushes entries of which a single bad one makes the platform refuse the whole call: a refused call
 * is halved until the bad entry is alone. Entries that are left when the calls are used up are
 * pushed again later, without the bad ones that were found.
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
