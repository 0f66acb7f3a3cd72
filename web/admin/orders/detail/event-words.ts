import { z } from 'zod'
import type { TimelineEvent } from '../queries.ts'
import { asWords, holdWords, paymentWords } from '../words.ts'

const Lines = z.array(z.looseObject({ line: z.int(), shippedQuantity: z.int().default(0) }))
const Side = z.looseObject({ payment: z.string().optional(), lines: Lines.optional() })

const Parcel = z.looseObject({
  carrier: z.string().optional(),
  trackingNumber: z.string().optional(),
})

/** What a history row may carry; anything that is not so is simply not told. */
const Data = z
  .looseObject({
    reason: z.string().optional(),
    text: z.string().optional(),
    parcel: Parcel.optional(),
    before: Side.optional(),
    after: Side.optional(),
  })
  .catch({})

type Data = z.output<typeof Data>

export type Told = { what: string; detail?: string | undefined }

/** An event of the history as a sentence. */
export function tell({ type, data }: Pick<TimelineEvent, 'type' | 'data'>): Told {
  const said = Data.parse(data)
  return TOLD[type]?.(said) ?? { what: asWords(type) }
}

const TOLD: Readonly<Record<string, (data: Data) => Told>> = {
  'order.placed': () => ({ what: 'Order placed' }),
  'order.confirmed': () => ({ what: 'Confirmed' }),
  'order.shipped': (data) => ({ what: 'Shipped', detail: parcelOf(data) }),
  'order.delivered': () => ({ what: 'Delivered' }),
  'order.cancelled': ({ reason }) => ({ what: 'Cancelled', detail: reason }),
  'order.returned': () => ({ what: 'Came back' }),
  'order.held': ({ reason }) => ({ what: 'Put on hold', detail: reason && holdWords(reason) }),
  'order.released': ({ reason }) => ({
    what: 'Hold released',
    detail: reason && holdWords(reason),
  }),
  'order.payment_changed': ({ after }) => ({
    what: 'Payment changed',
    detail: after?.payment && paymentWords(after.payment),
  }),
  'order.edited': (data) => ({ what: 'Edited', detail: editsOf(data) }),
  'order.note_added': ({ text }) => ({ what: 'Wrote a note', detail: text }),
  'order.filled': () => ({ what: 'Stock came for what was short' }),
}

/** "2 pieces left the shelf, with Blue Dart BD-7" */
function parcelOf(data: Data): string | undefined {
  const { carrier, trackingNumber } = data.parcel ?? {}
  const way = [carrier, trackingNumber].filter(Boolean).join(' ')
  return [piecesOf(data), way && `with ${way}`].filter(Boolean).join(', ') || undefined
}

function piecesOf({ before, after }: Data): string | undefined {
  const shipped = (side: Data['after']) =>
    (side?.lines ?? []).reduce((sum, { shippedQuantity }) => sum + shippedQuantity, 0)
  const pieces = shipped(after) - shipped(before)
  return pieces > 0 ? `${pieces} ${pieces === 1 ? 'piece' : 'pieces'} left the shelf` : undefined
}

const MEMBERS: Readonly<Record<string, string>> = {
  tags: 'Tags',
  note: 'Note of the order',
  assigneeId: 'Who cares for it',
  shipBy: 'Ship by',
}

function editsOf({ before, after }: Data): string | undefined {
  const edits = Object.keys(MEMBERS)
    .filter((name) => after && name in after)
    .map((name) => `${MEMBERS[name]}: ${shown(before?.[name])} → ${shown(after?.[name])}`)
  return edits.length > 0 ? edits.join(' · ') : undefined
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.join(', ') || 'none'
  return typeof value === 'string' && value !== '' ? value : 'none'
}
