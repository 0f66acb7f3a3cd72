import type { Line, Order } from './order.ts'

export type LineQuantity = { line: number; quantity: number }

/** What still has to leave the house. */
export const openLines = (order: Order): LineQuantity[] =>
  order.lines
    .map(({ line, quantity, cancelledQuantity, shippedQuantity }) => ({
      line,
      quantity: quantity - cancelledQuantity - shippedQuantity,
    }))
    .filter(({ quantity }) => quantity > 0)

/** What can leave now: pieces that nobody has yet stay on the line until stock arrives. */
export const readyLines = (order: Order): LineQuantity[] => {
  const short = new Map(order.lines.map(({ line, shortQuantity }) => [line, shortQuantity]))
  return openLines(order)
    .map(({ line, quantity }) => ({ line, quantity: quantity - (short.get(line) ?? 0) }))
    .filter(({ quantity }) => quantity > 0)
}

/** What has left the house and has not come back. */
export const keptLines = (order: Order): LineQuantity[] =>
  order.lines
    .map(({ line, shippedQuantity, returnedQuantity }) => ({
      line,
      quantity: shippedQuantity - returnedQuantity,
    }))
    .filter(({ quantity }) => quantity > 0)

/** Something that had left is here again. */
export const hasComeBack = (order: Order): boolean =>
  order.lines.some(({ returnedQuantity }) => returnedQuantity > 0)

/** Refuses a part that is more than there is, or that names a line twice. */
export function withQuantities(
  order: Order,
  parts: LineQuantity[],
  limits: LineQuantity[],
  change: (line: Line, quantity: number) => Line,
): Line[] | undefined {
  const most = new Map(limits.map(({ line, quantity }) => [line, quantity]))
  const wanted = new Map(parts.map(({ line, quantity }) => [line, quantity]))
  if (parts.length === 0 || wanted.size !== parts.length) return undefined
  if (parts.some(({ line, quantity }) => quantity < 1 || quantity > (most.get(line) ?? 0))) {
    return undefined
  }
  return order.lines.map((line) =>
    wanted.has(line.line) ? change(line, wanted.get(line.line)!) : line,
  )
}
