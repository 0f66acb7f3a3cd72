import type { Goods } from '#stock'
import type { Status, Step } from './order.ts'

/** People name the status that they want; the rules know which step leads there. */
export function stepTo({ status, reason = 'cancelled by staff', goods = 'restock' }: Wish): Step {
  switch (status) {
    case 'CONFIRMED':
      return { type: 'confirm' }
    case 'SHIPPED':
      return { type: 'ship' }
    case 'DELIVERED':
      return { type: 'deliver' }
    case 'CANCELLED':
      return { type: 'cancel', reason }
    case 'RETURNED':
      return { type: 'take_back', goods }
  }
}

type Wish = {
  status: Exclude<Status, 'PLACED'>
  reason?: string | undefined
  /** The contract asks for it where it means something. */
  goods?: Goods | undefined
}
