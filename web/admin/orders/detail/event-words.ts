import { z } from 'zod'
import { currentLocale, plural, t } from '#kit/i18n.ts'
import { formatMoney } from '#kit/money.tsx'
import type { TimelineEvent } from '../queries.ts'
import { asWords, holdWords, paymentWords, pushWords } from '../words.ts'

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
    kind: z.string().optional(),
    problem: z.string().optional(),
    parcel: Parcel.optional(),
    before: Side.optional(),
    after: Side.optional(),
    amountMinor: z.int().optional(),
    currency: z.string().optional(),
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
  'order.placed': () => ({ what: t('Order placed') }),
  'order.confirmed': () => ({ what: t('Confirmed') }),
  'order.shipped': (data) => ({ what: t('Shipped'), detail: parcelOf(data) }),
  'order.delivered': () => ({ what: t('Delivered') }),
  'order.cancelled': ({ reason }) => ({ what: t('Cancelled'), detail: reason }),
  'order.returned': () => ({ what: t('Came back') }),
  'order.held': ({ reason }) => ({ what: t('Put on hold'), detail: reason && holdWords(reason) }),
  'order.released': ({ reason }) => ({
    what: t('Hold released'),
    detail: reason && holdWords(reason),
  }),
  'order.payment_changed': ({ after }) => ({
    what: t('Payment changed'),
    detail: after?.payment && paymentWords(after.payment),
  }),
  'order.edited': (data) => ({ what: t('Edited'), detail: editsOf(data) }),
  'order.note_added': ({ text }) => ({ what: t('Wrote a note'), detail: text }),
  'order.push_taken': ({ kind }) => ({
    what: t('The store took it'),
    detail: kind && pushWords(kind),
  }),
  'order.push_refused': ({ kind, problem }) => ({
    what: t('The store refused it'),
    detail: [kind && pushWords(kind), problem].filter(Boolean).join(': '),
  }),
  'order.push_asked': ({ kind }) => ({ what: t('Pushed again'), detail: kind && pushWords(kind) }),
  'order.refund_asked': (data) => ({ what: t('Asked for a refund'), detail: moneyOf(data) }),
  'order.refund_taken': (data) => ({
    what: t('The store takes the refund'),
    detail: moneyOf(data),
  }),
  'order.refunded': () => ({ what: t('Refunded') }),
  'order.filled': () => ({ what: t('Stock came for what was short') }),
}

/** "₹249.00, came late" */
function moneyOf({ amountMinor, currency, reason }: Data): string | undefined {
  const amount =
    amountMinor !== undefined && currency && formatMoney(amountMinor, currency, currentLocale())
  return [amount, reason].filter(Boolean).join(', ') || undefined
}

/** "2 pieces sent, with Blue Dart BD-7" */
function parcelOf(data: Data): string | undefined {
  const { carrier, trackingNumber } = data.parcel ?? {}
  const way = [carrier, trackingNumber].filter(Boolean).join(' ')
  return [piecesOf(data), way && t('with {{way}}', { way })].filter(Boolean).join(', ') || undefined
}

/** Not from which shelf: a platform may have sent them from its own. */
function piecesOf({ before, after }: Data): string | undefined {
  const shipped = (side: Data['after']) =>
    (side?.lines ?? []).reduce((sum, { shippedQuantity }) => sum + shippedQuantity, 0)
  const pieces = shipped(after) - shipped(before)
  return pieces > 0 ? plural(pieces, '{{count}} piece sent', '{{count}} pieces sent') : undefined
}

const MEMBERS: Readonly<Record<string, string>> = {
  tags: t('Tags'),
  note: t('Note of the order'),
  assigneeId: t('Who cares for it'),
  shipBy: t('Ship by'),
  shippingAddress: t('Ships to'),
}

function editsOf({ before, after }: Data): string | undefined {
  const edits = Object.keys(MEMBERS)
    .filter((name) => after && name in after)
    .map((name) => `${MEMBERS[name]}: ${shown(before?.[name])} → ${shown(after?.[name])}`)
  return edits.length > 0 ? edits.join(' · ') : undefined
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.join(', ') || t('none')
  if (value && typeof value === 'object') return Object.values(value).join(', ')
  return typeof value === 'string' && value !== '' ? value : t('none')
}
