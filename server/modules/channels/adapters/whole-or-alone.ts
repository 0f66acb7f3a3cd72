import { ChannelFailure, type Message } from '../adapter.ts'
import { limitOf } from '../limit-of.ts'
import { askedFor } from './asked-for.ts'

/**
 * One order of a list with what belongs to it; where that cannot be read, what the list itself
 * says of it. Such an order is asked for on its own, so that it keeps none behind it from landing.
 */
export async function wholeOrAlone(whole: () => Promise<Message>, text: string): Promise<Message> {
  try {
    return await whole()
  } catch (error) {
    if (!(error instanceof ChannelFailure) || isOfAll(error)) throw error
    return askedFor(text, 'list')
  }
}

/** A key without rights, and a limit, hold for every order: there the list ends until later. */
const isOfAll = (error: ChannelFailure): boolean =>
  error.kind === 'credentials' || limitOf(error) !== null
