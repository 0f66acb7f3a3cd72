import type { Status, Step } from './order.ts'

/** People name the status that they want; the rules know which step leads there. */
export function stepTo(status: Exclude<Status, 'PLACED'>, reason: string): Step {
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
      return { type: 'take_back' }
  }
}
