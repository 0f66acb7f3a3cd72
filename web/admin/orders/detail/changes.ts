import { OrderView } from '#contract/orders'
import { asRead, get, send } from '#kit/api.ts'
import { t } from '#kit/i18n.ts'
import { type FaultyForm, useChange } from '#kit/use-change.ts'
import { ORDERS } from '../queries.ts'
import type { Step } from './open-steps.ts'
import { isPartStep, linesOf, namedLinesOf, partsOf, type Pieces } from './pieces.ts'

/** What somebody says while taking a step: why, or how a parcel travels. */
export type StepWords = {
  reason: string
  comment?: string | undefined
  parcel?: ParcelWords
  /** What becomes of pieces that come back. */
  goods?: 'restock' | 'scrap'
  /** How many of each line, where it is not all of it. */
  pieces?: Pieces
}

export type ParcelWords = {
  carrier?: string | undefined
  trackingNumber?: string | undefined
  trackingUrl?: string | undefined
}

export function useStep(order: OrderView, step: Step, done: (after: OrderView) => string) {
  return useChange({
    run: (words: StepWords) => takeStep(order, step, words),
    refresh: ORDERS,
    done: (after) => t('{{done}} Order {{number}}.', { done: done(after), number: after.number }),
    faultInPlace: true,
  })
}

function takeStep(order: OrderView, step: Step, words: StepWords) {
  const { reason, comment, parcel = {}, goods = 'restock', pieces = {} } = words
  const parts = isPartStep(step) ? partsOf(order, step) : []
  const lines = linesOf(parts, pieces)
  const path = `/orders/${order.id}`
  const call = asRead(order)
  switch (step) {
    case 'confirm':
      return send('PATCH', `${path}/status`, { status: 'CONFIRMED' }, OrderView, call)
    case 'deliver':
      return send('PATCH', `${path}/status`, { status: 'DELIVERED' }, OrderView, call)
    case 'ship':
      return send('POST', `${path}/parcels`, { ...parcel, lines }, OrderView, call)
    case 'return':
      return send('POST', `${path}/returns`, { goods, lines }, OrderView, call)
    case 'cancel':
      return send('PUT', `${path}/cancel`, { reason }, OrderView, call)
    case 'cancelLines': {
      const wanted = { lines: namedLinesOf(parts, pieces), reason }
      return send('POST', `${path}/cancellations`, wanted, OrderView, call)
    }
    case 'hold':
      return send('POST', `${path}/holds`, { reason, comment }, OrderView, call)
    case 'release':
      return send('DELETE', `${path}/holds/${reason}`, undefined, OrderView, call)
  }
}

export const useTags = (order: OrderView) =>
  useChange({
    run: (tags: string[]) => edit(order, { tags }),
    refresh: ORDERS,
    faultInPlace: true,
  })

/** Keeps one's own tags after a conflict: the newest version is read, and overwritten on purpose. */
export const useKeepTags = ({ id }: OrderView) =>
  useChange({
    run: async (tags: string[]) => edit(await get(`/orders/${id}`, OrderView), { tags }),
    refresh: ORDERS,
    faultInPlace: true,
  })

export const useAssign = (order: OrderView) =>
  useChange({
    run: (assigneeId: string | null) => edit(order, { assigneeId }),
    refresh: ORDERS,
    faultInPlace: true,
  })

export const useAddress = (order: OrderView, form: FaultyForm) =>
  useChange({
    run: (shippingAddress: object) => edit(order, { shippingAddress }),
    refresh: ORDERS,
    done: t('Saved.'),
    faultInPlace: form,
  })

const edit = (order: OrderView, body: object) =>
  send('PATCH', `/orders/${order.id}`, body, OrderView, asRead(order))

export const useAddNote = (orderId: string) =>
  useChange({
    run: (text: string) => send('POST', `/orders/${orderId}/notes`, { text }),
    refresh: [['orders', orderId]],
    faultInPlace: true,
  })
