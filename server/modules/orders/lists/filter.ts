import {
  type Fulfilment,
  headline,
  LIFECYCLES,
  type Payment,
  type Status,
  STATUSES,
} from '../order.ts'
import type { OrderFilter } from './contract.ts'
import type { Viewer } from './viewer.ts'

/** A filter in which every name is looked up. Absent: it does not matter. */
export type Narrowed = {
  statuses?: Status[] | undefined
  storeIds?: string[] | undefined
  payment?: Payment | undefined
  fulfilment?: Fulfilment | undefined
  hold?: string | undefined
  placedFrom?: Date | undefined
  /** The first moment that is too late. */
  placedBefore?: Date | undefined
  updatedFrom?: Date | undefined
  updatedBefore?: Date | undefined
  tag?: string | undefined
  totalFromMinor?: number | undefined
  totalToMinor?: number | undefined
  assigneeId?: string | null | undefined
  customerIds?: string[] | undefined
  isTest?: boolean | undefined
  isLate?: boolean | undefined
  isToPack?: boolean | undefined
  /** Confirmed and free to go, but not from here. */
  isElsewhere?: true
}

/** `undefined` where nothing can match, so that nothing needs to be asked. */
export function narrow(filter: OrderFilter, viewer: Viewer): Narrowed | undefined {
  const statuses = statusesOf(filter)
  const storeIds = storeIdsOf(filter, viewer.stores)
  const customerIds = customerIdsOf(filter, viewer)
  const [placedFrom, placedBefore] = spanOf(filter.placedFrom, filter.placedTo)
  const [updatedFrom, updatedBefore] = spanOf(filter.updatedFrom, filter.updatedTo)
  if ([statuses, storeIds, customerIds].some((few) => few?.length === 0)) return undefined
  if (isEmpty(placedFrom, placedBefore) || isEmpty(updatedFrom, updatedBefore)) return undefined
  const { payment, fulfilment, hold, tag, totalFromMinor, totalToMinor, test } = filter
  return {
    ...{ payment, fulfilment, hold, tag, totalFromMinor, totalToMinor, isTest: test },
    ...{ isLate: filter.late, isToPack: filter.toPack },
    ...{ statuses, storeIds, customerIds, placedFrom, placedBefore },
    ...{ updatedFrom, updatedBefore },
    assigneeId: assigneeOf(filter, viewer.actorId),
  }
}

/** All stores are no narrowing, and cost less when they are not named. */
function storeIdsOf(filter: OrderFilter, stores: Viewer['stores']): string[] | undefined {
  if (!filter.channel && !filter.store) return undefined
  const matching = stores.filter(
    ({ id, platform }) =>
      (!filter.channel || filter.channel.includes(platform)) &&
      (!filter.store || filter.store.includes(id)),
  )
  return matching.length === stores.length && matching.length > 0
    ? undefined
    : matching.map(({ id }) => id)
}

function customerIdsOf({ customer }: OrderFilter, viewer: Viewer): string[] | undefined {
  const { ownCustomerIds: own } = viewer
  if (customer === undefined) return own
  const wanted = viewer.customerIds ?? [customer]
  return own ? wanted.filter((id) => own.includes(id)) : wanted
}

function assigneeOf({ assignee }: OrderFilter, actorId: string | null): string | null | undefined {
  if (assignee === 'none') return null
  return assignee === 'me' ? (actorId ?? NOBODY) : assignee
}

/** Cares for nothing. */
const NOBODY = '00000000-0000-0000-0000-000000000000'

const DAY_MS = 86_400_000

const spanOf = (from: string | undefined, to: string | undefined) =>
  [
    from === undefined ? undefined : new Date(from),
    to === undefined ? undefined : endOf(to),
  ] as const

const isEmpty = (from: Date | undefined, before: Date | undefined): boolean =>
  from !== undefined && before !== undefined && from >= before

/** A day counts whole, a moment is the last one that counts: both end before the next. */
const endOf = (text: string): Date => new Date(Date.parse(text) + (text.includes('T') ? 1 : DAY_MS))

/** The headline is derived from what was sent, so some statuses are possible and others are not. */
function statusesOf({ status, fulfilment }: OrderFilter): Status[] | undefined {
  if (!status && !fulfilment) return undefined
  const possible = new Set(
    LIFECYCLES.map((lifecycle) =>
      headline({ lifecycle, fulfilment: fulfilment!, payment: 'paid', assignment: 'none' }),
    ),
  )
  return STATUSES.filter(
    (one) => (!status || status.includes(one)) && (!fulfilment || possible.has(one)),
  )
}

/** Whether the kept counters know how many there are: they know store, status and day. */
export function isCounted(narrowed: Narrowed): boolean {
  const { statuses: _s, storeIds: _i, placedFrom, placedBefore, ...rest } = narrowed
  const days = [placedFrom, placedBefore].every((at) => !at || at.getTime() % DAY_MS === 0)
  return days && isEverything(rest)
}

export const isEverything = (narrowed: Narrowed): boolean =>
  Object.values(narrowed).every((value) => value === undefined)
