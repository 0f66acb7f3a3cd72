import { z } from 'zod'

// Events of other kinds have members of these names as well, and say nothing of pieces that left.
const Lines = z.array(z.object({ line: z.int(), shippedQuantity: z.int() })).catch([])
const Side = z.object({ lines: Lines }).catch({ lines: [] })

/** `lines`: as an order is placed, which may have left by then. */
const Told = z.object({ lines: Lines, before: Side, after: Side })

/** How many pieces of which line left with one event of the history. */
export function piecesSent(data: Record<string, unknown>): { line: number; quantity: number }[] {
  const { lines, before, after } = Told.parse(data)
  const had = new Map(before.lines.map((one) => [one.line, one.shippedQuantity]))
  return [...lines, ...after.lines].flatMap(({ line, shippedQuantity }) => {
    const quantity = shippedQuantity - (had.get(line) ?? 0)
    return quantity > 0 ? [{ line, quantity }] : []
  })
}
