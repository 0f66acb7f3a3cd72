import type { Result } from '../messages/message.ts'

/** Nothing is kept for a store that was removed while its platform still sent. */
export const GONE: Result = {
  ...{ status: 'ignored', externalId: null, orderId: null },
  reason: 'Its store was removed.',
}
