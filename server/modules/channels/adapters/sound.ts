import type { Adapter, Reading } from '../adapter.ts'
import type { CanonicalLine, CanonicalOrder } from '../canonical.ts'

/**
 * What holds for an order of any platform, whatever it has sent: each of its lines has an id of its
 * own, because by that it is found again, and what nobody can pack is decided by a person.
 */
export const sound = (adapter: Adapter): Adapter => ({
  ...adapter,
  read: (message) => adapter.read(message).map(soundReading),
})

const soundReading = (reading: Reading): Reading =>
  reading.type === 'order' ? { ...reading, order: soundOrder(reading.order) } : reading

function soundOrder(order: CanonicalOrder): CanonicalOrder {
  const ids = new Set(order.lines.map(({ externalLineId }) => externalLineId))
  const isDistinct = ids.size === order.lines.length
  const flags = isDistinct
    ? order.flags
    : [...new Set([...order.flags, 'line_without_identifier' as const])]
  const isUnclear = flags.includes('unknown_quantity') && order.decision === 'import'
  if (isDistinct && !isUnclear) return order
  return {
    ...{ ...order, flags, lines: isDistinct ? order.lines : distinct(order.lines) },
    decision: isUnclear ? 'quarantine' : order.decision,
  }
}

/** The second line of an id is another one: `7#2`. */
function distinct(lines: CanonicalLine[]): CanonicalLine[] {
  const seen = new Map<string, number>()
  return lines.map((line) => {
    const count = (seen.get(line.externalLineId) ?? 0) + 1
    seen.set(line.externalLineId, count)
    const externalLineId = `${line.externalLineId}#${count}`
    return count === 1 ? line : { ...line, externalLineId }
  })
}
