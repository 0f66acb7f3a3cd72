import { type Adapter, bodyText, type Message, parseAsWritten, type Reading } from '#channels'
import { idOf } from './message.ts'

/**
 * The original without what it says of one order; `null` where that cannot be cut out so that
 * exactly the other orders are left. To find out which entries of a list are about the order, the
 * adapter reads each entry as if it had come alone, so this needs to know no platform's format.
 */
export function withoutOrder(
  adapter: Adapter,
  message: Message,
  externalId: string,
): Uint8Array | null {
  const others = adapter.read(message).filter((reading) => idOf(reading) !== externalId)
  if (others.length === 0) return null
  const read = (json: unknown) => adapter.read({ ...message, body: bytesOf(json) })
  const whole = parsed(message.body)
  for (const list of listsIn(whole)) {
    const kept = list.entries.filter((entry) => {
      return !read(list.with([entry])).some((reading) => idOf(reading) === externalId)
    })
    if (kept.length === list.entries.length || kept.length === 0) continue
    const rest = list.with(kept)
    if (isSame(read(rest), others)) return bytesOf(rest)
  }
  return null
}

type List = { entries: unknown[]; with(entries: unknown[]): unknown }

/** `[…]`, `{"orders": […]}` and `{"payload": {"Orders": […]}}`, the outermost first. */
function listsIn(json: unknown, depth = 2): List[] {
  if (Array.isArray(json)) return [{ entries: json as unknown[], with: (entries) => entries }]
  if (depth === 0 || typeof json !== 'object' || json === null) return []
  return Object.entries(json).flatMap(([name, value]) =>
    listsIn(value, depth - 1).map(({ entries, with: inner }) => ({
      entries,
      with: (kept: unknown[]) => ({ ...json, [name]: inner(kept) }),
    })),
  )
}

function parsed(body: Uint8Array): unknown {
  try {
    return parseAsWritten(bodyText(body))
  } catch {
    return null
  }
}

const bytesOf = (json: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(json))

const isSame = (a: Reading[], b: Reading[]): boolean => JSON.stringify(a) === JSON.stringify(b)
