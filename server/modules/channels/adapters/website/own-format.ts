import type { Adapter, Message } from '../../adapter.ts'
import { at, jsonOf } from '../shape/json.ts'
import { severalIn } from '../shape/several.ts'
import { textOf } from '../shape/text.ts'
import { read } from './read.ts'

/**
 * A store of any platform takes orders of our own format as well, such as those that a program has
 * saved from elsewhere: no platform has a thing with these two members.
 */
export const withOwnFormat = (adapter: Adapter): Adapter => ({
  ...adapter,
  read: (message) => (isOwn(message) ? read(message) : adapter.read(message)),
})

const MARK = '"externalId"'

function isOwn({ body }: Message): boolean {
  // Nearly all that comes is from the platform, and need not be parsed for that.
  if (!Buffer.from(body.buffer, body.byteOffset, body.byteLength).includes(MARK)) return false
  const json = jsonOf(body)
  const [first] = severalIn(json) ?? [at(json, 'order') ?? json]
  return textOf(at(first, 'externalId')) !== null && Array.isArray(at(first, 'lines'))
}
