import { z } from 'zod'
import { HOLDS, named, PAYMENTS } from './words.ts'

const day = z.iso.date().optional().catch(undefined)

/** Everything that narrows or sorts the list stands in the address: a link shows the same. */
export const OrdersSearch = z.object({
  status: z
    .enum(['PLACED', 'CONFIRMED', 'SHIPPED', 'DELIVERED', 'CANCELLED', 'RETURNED'])
    .optional()
    .catch(undefined),
  q: z.string().max(200).optional().catch(undefined),
  store: z.uuid().optional().catch(undefined),
  payment: z.literal(named(PAYMENTS)).optional().catch(undefined),
  hold: z
    .literal(['any', ...named(HOLDS)])
    .optional()
    .catch(undefined),
  from: day,
  until: day,
  sort: z
    .enum(['newest', 'oldest', 'total', '-total', 'status', '-status'])
    .optional()
    .catch(undefined),
  /** The bulk action that is looked at. */
  run: z.uuid().optional().catch(undefined),
})

export type OrdersSearch = z.output<typeof OrdersSearch>

/** Whether the list shows less than all there is. */
export const isNarrowed = ({ sort: _sort, run: _run, ...filters }: OrdersSearch): boolean =>
  Object.values(filters).some((value) => value !== undefined)
