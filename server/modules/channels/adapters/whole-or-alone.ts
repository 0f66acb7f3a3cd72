import { ChannelFailure, type Message } from '../adapter.ts'
import { limitOf } from '../limit-of.ts'
import { askedFor } from './asked-for.ts'

/**
 * An order of a list with its details. Where the details cannot be read, the message says only what
 * the list says, which leads to a fetch of that order alone; so the orders behind it still land.
 */
export async function wholeOrAlone(whole: () => Promise<Message>, text: string): Promise<Message> {
  try {
    return await whole()
  } catch (error) {
    if (!(error instanceof ChannelFailure) || isOfAll(error)) throw error
    return askedFor(text, 'list')
  }
}

/**
 * A key without rights, or a limit, concerns every order of the list, so that the list ends there.
 */
const isOfAll = (error: ChannelFailure): boolean =>
  error.kind === 'credentials' || limitOf(error) !== null
