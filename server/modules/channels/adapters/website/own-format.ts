import type { Lossless } from '#platform/lossless-json.ts'
import type { Adapter, Message } from '../../adapter.ts'
import { at, jsonOf } from '../shape/json.ts'
import { includesText, textOf } from '../shape/text.ts'
import { postedIn, readPosted } from './read.ts'

/**
 * Lets an adapter read orders of our own format, too, such as those that a program has saved from
 * elsewhere. They are recognised by two members that no platform has together.
 */
export const withOwnFormat = (adapter: Adapter): Adapter => ({
  ...adapter,
  read: (message) => {
    const posted = ownIn(message)
    return posted ? readPosted(posted, message.headers) : adapter.read(message)
  },
})

const MARK = '"externalId"'

function ownIn({ body }: Message): (Lossless | undefined)[] | undefined {
  // Nearly every message is in the format of its platform, and need not be parsed to see that.
  if (!includesText(body, MARK)) return undefined
  const json = jsonOf(body)
  const posted = json === undefined ? [] : postedIn(json)
  return isOwn(posted[0]) ? posted : undefined
}

const isOwn = (posted: Lossless | undefined): boolean =>
  textOf(at(posted, 'externalId')) !== null && Array.isArray(at(posted, 'lines'))
