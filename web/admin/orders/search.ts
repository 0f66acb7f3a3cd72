import { z } from 'zod'
import { FULFILMENTS, HOLDS, PAYMENTS, STATUSES } from './words.ts'
import { named } from '#kit/named.ts'

const day = z.iso.date().optional().catch(undefined)
const id = z.uuid().optional().catch(undefined)
const amount = z.int().min(0).optional().catch(undefined)

/** The router reads digits as a number; here they are what somebody has typed. */
const text = (max: number) =>
  z
    .union([z.string(), z.number().transform(String)])
    .pipe(z.string().max(max))
    .optional()
    .catch(undefined)

/** Several values stand with commas, as the API takes them. */
const several = (isKnown: (item: string) => boolean) =>
  z
    .string()
    .max(4_000)
    .transform((list) => list.split(',').filter(isKnown).join(',') || undefined)
    .optional()
    .catch(undefined)

const isStatus = (item: string) => Object.hasOwn(STATUSES, item)
const isId = (item: string) => z.uuid().safeParse(item).success

/** Everything that narrows or sorts the list stands in the address: a link shows the same. */
export const OrdersSearch = z.object({
  status: several(isStatus),
  q: text(200),
  channel: several(Boolean),
  store: several(isId),
  payment: z.literal(named(PAYMENTS)).optional().catch(undefined),
  fulfilment: z.literal(named(FULFILMENTS)).optional().catch(undefined),
  hold: z
    .literal(['any', ...named(HOLDS)])
    .optional()
    .catch(undefined),
  from: day,
  until: day,
  changedFrom: day,
  changedUntil: day,
  /** Totals in the smallest unit of their currency. */
  min: amount,
  max: amount,
  tag: text(50),
  assignee: z
    .union([z.enum(['me', 'none']), z.uuid()])
    .optional()
    .catch(undefined),
  customer: id,
  test: z.boolean().optional().catch(undefined),
  late: z.boolean().optional().catch(undefined),
  toPack: z.boolean().optional().catch(undefined),
  sort: z
    .enum(['newest', 'oldest', 'changed', '-changed', 'total', '-total', 'status', '-status'])
    .optional()
    .catch(undefined),
  /** What is shown of each order, in this order. */
  columns: text(400),
  /** The saved view that was opened; all that it says stands beside it. */
  view: z
    .union([z.literal('all'), z.uuid()])
    .optional()
    .catch(undefined),
  /** The bulk action that is looked at. */
  run: id,
})

export type OrdersSearch = z.output<typeof OrdersSearch>

/** Only what narrows: not how it is sorted or shown. */
export function narrowing(search: OrdersSearch) {
  const { sort: _sort, columns: _columns, view: _view, run: _run, ...filters } = search
  return filters
}

/** Whether the list shows less than all there is. */
export const isNarrowed = (search: OrdersSearch): boolean =>
  Object.values(narrowing(search)).some((value) => value !== undefined)

/** The values of a list in the address. */
export const itemsOf = (list: string | undefined): string[] => list?.split(',') ?? []

/** The list of just those orders that figures count: neither cancelled nor for trial. */
export const COUNTED = {
  status: 'PLACED,CONFIRMED,SHIPPED,DELIVERED,RETURNED',
  test: false,
} as const
