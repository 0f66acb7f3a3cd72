import { OutboundFailure } from '#platform/outbound.ts'
import { ChannelFailure } from '../adapter.ts'

/** What a person can act on; anything else that is thrown is a bug. */
export function wordsOf(error: unknown): string {
  if (error instanceof OutboundFailure) return unreached(error)
  if (!(error instanceof ChannelFailure)) throw error
  if (error.cause instanceof OutboundFailure) return unreached(error.cause)
  const { kind, message } = error
  // Some adapters say a whole sentence, with what to do.
  if (/^[A-Z]/.test(message)) return message
  switch (kind) {
    case 'again':
      return `The platform has trouble: ${message}. Try again in a minute.`
    case 'rejected':
      return `The platform refused: ${message}.`
    case 'credentials':
      return `The platform does not let us in: ${message}. Look at the credentials.`
  }
}

const unreached = ({ words }: OutboundFailure): string =>
  `The platform could not be reached: ${words}. Look at the address, then try again.`
