import type { OrderView } from '#contract/orders'

type Line = Pick<
  OrderView['lines'][number],
  'id' | 'quantity' | 'cancelledQuantity' | 'shippedQuantity' | 'returnedQuantity' | 'shortQuantity'
>
export type Lines = { lines: readonly Line[] }

/** The steps that may be taken with a part of an order. */
export type PartStep = 'ship' | 'return' | 'cancelLines'

export const isPartStep = (step: string): step is PartStep => Object.hasOwn(PARTS, step)

/** `open`: what has still to take the step; `most`: what of it can take it now. */
export type Part = { line: string; open: number; most: number }

/** The lines of which something is open. What nobody has yet cannot leave before it has come. */
export function partsOf({ lines }: Lines, step: PartStep): Part[] {
  return lines.map((line) => PARTS[step](line)).filter(({ open }) => open > 0)
}

const PARTS: Record<PartStep, (line: Line) => Part> = {
  ship: (line) => {
    const open = unsentOf(line)
    return { line: line.id, open, most: Math.max(0, open - line.shortQuantity) }
  },
  return: ({ id, shippedQuantity, returnedQuantity }) => {
    const open = shippedQuantity - returnedQuantity
    return { line: id, open, most: open }
  },
  cancelLines: (line) => {
    const open = unsentOf(line)
    return { line: line.id, open, most: open }
  },
}

const unsentOf = ({ quantity, cancelledQuantity, shippedQuantity }: Line): number =>
  quantity - cancelledQuantity - shippedQuantity

/** How many pieces of each line somebody wants; all that can where nothing is said of it. */
export type Pieces = Readonly<Record<string, number>>

/** Never more than can, also where somebody else has taken some meanwhile. */
export const chosenOf = ({ line, most }: Part, pieces: Pieces): number =>
  Math.min(pieces[line] ?? most, most)

export const noneOf = (parts: readonly Part[]): Pieces =>
  Object.fromEntries(parts.map(({ line }) => [line, 0]))

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
  return namedLinesOf(parts, pieces)
}

export const namedLinesOf = (parts: readonly Part[], pieces: Pieces) =>
  parts
    .map((part) => ({ line: Number(part.line), quantity: chosenOf(part, pieces) }))
    .filter(({ quantity }) => quantity > 0)
