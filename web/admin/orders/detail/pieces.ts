import type { OrderView } from '#contract/orders'

type Line = Pick<
  OrderView['lines'][number],
  'id' | 'quantity' | 'cancelledQuantity' | 'shippedQuantity' | 'returnedQuantity' | 'shortQuantity'
>
export type Lines = { lines: readonly Line[] }

/** The steps that may be taken with a part of an order. */
export type PartStep = 'ship' | 'return'

export const isPartStep = (step: string): step is PartStep => step === 'ship' || step === 'return'

/** `open`: what has still to take the step; `most`: what of it can take it now. */
export type Part = { line: string; open: number; most: number }

/** The lines of which something is open. What nobody has yet cannot leave before it has come. */
export function partsOf({ lines }: Lines, step: PartStep): Part[] {
  return lines.map((line) => PARTS[step](line)).filter(({ open }) => open > 0)
}

const PARTS: Record<PartStep, (line: Line) => Part> = {
  ship: ({ id, quantity, cancelledQuantity, shippedQuantity, shortQuantity }) => {
    const open = quantity - cancelledQuantity - shippedQuantity
    return { line: id, open, most: Math.max(0, open - shortQuantity) }
  },
  return: ({ id, shippedQuantity, returnedQuantity }) => {
    const open = shippedQuantity - returnedQuantity
    return { line: id, open, most: open }
  },
}

/** How many pieces of each line somebody wants; all that can where nothing is said of it. */
export type Pieces = Readonly<Record<string, number>>

/** Never more than can, also where somebody else has taken some meanwhile. */
export const chosenOf = ({ line, most }: Part, pieces: Pieces): number =>
  Math.min(pieces[line] ?? most, most)

export type Sums = { open: number; most: number; chosen: number }

export const sumsOf = (parts: readonly Part[], pieces: Pieces): Sums => ({
  open: sum(parts, ({ open }) => open),
  most: sum(parts, ({ most }) => most),
  chosen: sum(parts, (part) => chosenOf(part, pieces)),
})

const sum = (parts: readonly Part[], of: (part: Part) => number): number =>
  parts.reduce((so, part) => so + of(part), 0)

/** As the API takes it: nothing is named where everything is meant. */
export function linesOf(parts: readonly Part[], pieces: Pieces) {
  if (parts.every((part) => chosenOf(part, pieces) === part.most)) return undefined
  return parts
    .map((part) => ({ line: Number(part.line), quantity: chosenOf(part, pieces) }))
    .filter(({ quantity }) => quantity > 0)
}
