import type { Event } from '#platform/events.ts'

export const accessEvents = {
  /** The token is sealed for `password-reset`: the history must not be a way into an account. */
  passwordResetRequested: (userId: string, sealedToken: string): Event => ({
    type: 'password_reset.requested',
    subject: { type: 'user', id: userId },
    data: { userId, sealedToken },
  }),
}
