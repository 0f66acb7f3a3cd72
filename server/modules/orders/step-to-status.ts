import type { Goods } from '#stock'
import type { Status } from './order.ts'

/** People name the status that they want: this is the step that leads there. */
export function stepToStatus({ status, reason, goods = 'restock' }: Wish) {
  switch (status) {
    case 'CONFIRMED':
      return { type: 'confirm', reason } as const
    case 'SHIPPED':
      return { type: 'ship', reason } as const
    case 'DELIVERED':
      return { type: 'deliver', reason } as const
    case 'CANCELLED':
      return { type: 'cancel', reason: reason ?? 'cancelled by staff' } as const
    case 'RETURNED':
      return { type: 'take_back', goods, reason } as const
  }
}

type Wish = {
  status: Exclude<Status, 'PLACED'>
  reason?: string | undefined
  /** The contract asks for it where it means something. */
  goods?: Goods | undefined
}
