import { ChannelFailure, type PushResult } from '../adapter.ts'

/**
 * A push as its answer: what the platform refuses and what may work later are outcomes. Credentials
 * that no longer work concern the whole store, so they are thrown.
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
