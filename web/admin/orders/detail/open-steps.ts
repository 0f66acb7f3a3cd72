import type { OrderView } from '#contract/orders'
import { partsOf, type PartStep, sumsOf } from './pieces.ts'

export type Step =
  | 'confirm'
  | 'ship'
  | 'deliver'
  | 'hold'
  | 'release'
  | 'return'
  | 'cancel'
  | 'cancelLines'

type Standing = Pick<OrderView, 'lifecycle' | 'fulfilment' | 'holds' | 'lines' | 'sentByStore'>

/**
 * The steps worth a button. The server has the last word: what it refuses all the same, because
 * somebody was faster, is said with the steps that are open then.
 */
export function openSteps(order: Standing): ReadonlySet<Step> {
  const { lifecycle, fulfilment, holds, sentByStore } = order
  if (lifecycle === 'cancelled') return new Set()
  const isHeld = holds.length > 0
  const isInHouse = fulfilment === 'none' || fulfilment === 'partly_shipped'
  const steps: [isOpen: boolean, step: Step][] = [
    [lifecycle === 'placed' && !isHeld && fulfilment === 'none', 'confirm'],
    [lifecycle === 'confirmed' && !isHeld && !sentByStore && piecesFor('ship', order) > 0, 'ship'],
    [fulfilment === 'shipped', 'deliver'],
    [piecesFor('return', order) > 0, 'return'],
    [isInHouse, 'hold'],
    [isHeld, 'release'],
    [fulfilment === 'none', 'cancel'],
    // The only piece of an order is the order.
    [piecesFor('cancelLines', order) > (fulfilment === 'none' ? 1 : 0), 'cancelLines'],
  ]
  return new Set(steps.filter(([isOpen]) => isOpen).map(([, step]) => step))
}

/** How many can take the step now; of those to be shipped, the ones that nobody has yet cannot. */
const piecesFor = (step: PartStep, order: Pick<OrderView, 'lines'>): number =>
  sumsOf(partsOf(order, step), {}).most

/** Our own orders bear their own id as that of their platform: we take their money ourselves. */
export const isSoldByUs = ({ id, externalId }: Pick<OrderView, 'id' | 'externalId'>): boolean =>
  id === externalId
