import { ChannelFailure, type PushResult } from '../adapter.ts'

/**
 * Turns the failure of a push into its result: refused, or to be tried again later. Credentials
 * that no longer work are thrown, because they concern the whole store.
 */
export async function outcomeOfPush(push: () => Promise<PushResult>): Promise<PushResult> {
  try {
    return await push()
  } catch (error) {
    if (!(error instanceof ChannelFailure) || error.kind === 'credentials') throw error
    return error.kind === 'again'
      ? { type: 'again', why: error.message, afterS: error.retryAfterS }
      : { type: 'refused', why: error.message }
  }
}
