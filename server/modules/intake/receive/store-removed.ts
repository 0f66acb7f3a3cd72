import type { Result } from '../messages/message.ts'

/**
 * The result of a message whose store was removed while the platform still sent: nothing is kept.
 */
export const STORE_REMOVED: Result = {
  ...{ status: 'ignored', externalId: null, orderId: null },
  reason: 'Its store was removed.',
}
