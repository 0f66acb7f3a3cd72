import type { Lossless } from '#platform/lossless-json.ts'
import type { Adapter, Message } from '../../adapter.ts'
import { at, jsonOf } from '../shape/json.ts'
import { includesText, textOf } from '../shape/text.ts'
import { postedIn, readPosted } from './read.ts'

/**
 * A store of any platform takes orders of our own format as well, such as those that a program has
 * saved from elsewhere: no platform has a thing with these two members.
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
  // Nearly all that comes is from the platform, and need not be parsed for that.
  if (!includesText(body, MARK)) return undefined
  const json = jsonOf(body)
  const posted = json === undefined ? [] : postedIn(json)
  return isOwn(posted[0]) ? posted : undefined
}

const isOwn = (posted: Lossless | undefined): boolean =>
  textOf(at(posted, 'externalId')) !== null && Array.isArray(at(posted, 'lines'))
