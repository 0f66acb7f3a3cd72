import { z } from 'zod'
import { asWords } from '#kit/as-words.ts'
import { currentLocale, fromServer, number, plural, t } from '#kit/i18n.ts'
import { formatMoney } from '#kit/money.tsx'
import type { TimelineEvent } from '../queries.ts'
import { holdWords, paymentWords, pushWords } from '../words.ts'

const quantity = z.int().default(0)
const Lines = z.array(
  z.looseObject({
    ...{ line: z.int(), name: z.string().default(''), quantity, cancelledQuantity: quantity },
    ...{ shippedQuantity: quantity, returnedQuantity: quantity },
  }),
)
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
    refusedBy: z.string().optional(),
    parcel: Parcel.optional(),
    goods: z.string().optional(),
    before: Side.optional(),
    after: Side.optional(),
    amountMinor: z.int().optional(),
    currency: z.string().optional(),
  })
  .catch({})

type Data = z.output<typeof Data>

export type Told = { what: string; detail?: string | undefined }

/** How people and times are written, which the history knows by their ids and in UTC. */
type Written = { nameOf: (id: string) => string; timeOf: (at: string) => string }

const AS_KEPT: Written = { nameOf: (id) => id, timeOf: (at) => at }

/** An event of the history as a sentence. */
export function tell(
  { type, data }: Pick<TimelineEvent, 'type' | 'data'>,
  written: Written = AS_KEPT,
): Told {
  const said = Data.parse(data)
  return TOLD[type]?.(said, written) ?? { what: asWords(type) }
}

const TOLD: Readonly<Record<string, (data: Data, written: Written) => Told>> = {
  'order.placed': () => ({ what: t('Order placed') }),
  'order.updated': (data) => ({ what: t('Updated'), detail: calledOffOf(data) }),
  'order.confirmed': ({ reason }) => ({ what: t('Confirmed'), detail: reason }),
  'order.shipped': (data) => ({
    what: isPartLeft(data) ? t('Partly shipped') : t('Shipped'),
    detail: withReason(parcelOf(data), data),
  }),
  'order.delivered': ({ reason }) => ({ what: t('Delivered'), detail: reason }),
  'order.cancelled': ({ reason }) => ({ what: t('Cancelled'), detail: reason }),
  'order.lines_cancelled': (data) => ({ what: t('Items cancelled'), detail: cancelledOf(data) }),
  'order.returned': (data) => ({ what: t('Came back'), detail: withReason(returnOf(data), data) }),
  'order.held': ({ reason }) => ({
    what: t('Was put on hold'),
    detail: reason && holdWords(reason),
  }),
  'order.released': ({ reason }) => ({
    what: t('Hold released'),
    detail: reason && holdWords(reason),
  }),
  'order.payment_changed': ({ after }) => ({
    what: t('Payment changed'),
    detail: after?.payment && paymentWords(after.payment),
  }),
  'order.edited': (data, written) => ({ what: t('Edited'), detail: editsOf(data, written) }),
  'order.note_added': ({ text }) => ({ what: t('Wrote a note'), detail: text }),
  'order.push_taken': ({ kind }) => ({
    what: t('The store took it'),
    detail: kind && pushWords(kind),
  }),
  'order.push_refused': ({ kind, problem, refusedBy }) => ({
    what: refusedBy === 'us' ? t('The store was not told') : t('The store refused it'),
    detail: [kind && pushWords(kind), problem && fromServer(problem)].filter(Boolean).join(': '),
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

const withReason = (detail: string | undefined, { reason }: Data): string | undefined =>
  [detail, reason].filter(Boolean).join(', ') || undefined

/** "₹249.00, came late" */
function moneyOf({ amountMinor, currency, reason }: Data): string | undefined {
  const amount =
    amountMinor !== undefined && currency && formatMoney(amountMinor, currency, currentLocale())
  return withReason(amount || undefined, { reason })
}

/** "2 pieces sent, with Blue Dart BD-7" */
function parcelOf(data: Data): string | undefined {
  const { carrier, trackingNumber } = data.parcel ?? {}
  const way = [carrier, trackingNumber].filter(Boolean).join(' ')
  // Not from which shelf: a platform may have sent them from its own.
  const moved = movedBy(data, 'shippedQuantity')
  const sent = plural(moved.count, '{{count}} piece sent', '{{count}} pieces sent')
  const pieces = moved.count > 0 && namedWhere(isPart(data, moved.count), sent, moved)
  return [pieces, way && t('with {{way}}', { way })].filter(Boolean).join(', ') || undefined
}

/** "A parcel was cancelled there: 2 pieces have not left" */
function calledOffOf({ before, after }: Data): string | undefined {
  const { count } = movedBy({ before: after, after: before }, 'shippedQuantity')
  if (count === 0) return undefined
  return plural(
    count,
    'A parcel was cancelled there: {{count}} piece has not left',
    'A parcel was cancelled there: {{count}} pieces have not left',
  )
}

/** "2 pieces: 2 × Mug, thrown away" */
function returnOf(data: Data): string | undefined {
  const moved = movedBy(data, 'returnedQuantity')
  if (moved.count === 0) return undefined
  const pieces = plural(moved.count, '{{count}} piece', '{{count}} pieces')
  const isSome = isPart(data, moved.count)
  const scrapped = data.goods === 'scrap' && t('thrown away')
  return [namedWhere(isSome, pieces, moved), scrapped].filter(Boolean).join(', ')
}

/** "2 pieces: 2 × Mug, out of stock" */
function cancelledOf(data: Data): string | undefined {
  const moved = movedBy(data, 'cancelledQuantity')
  const pieces = plural(moved.count, '{{count}} piece', '{{count}} pieces')
  return [namedWhere(true, pieces, moved), data.reason].filter(Boolean).join(', ')
}

type Moved = { count: number; items: string[] }

/** By how much one of the quantities grew, and of what. */
type Quantity = 'shippedQuantity' | 'returnedQuantity' | 'cancelledQuantity'

function movedBy({ before, after }: Data, of: Quantity): Moved {
  const earlier = new Map(before?.lines?.map((line) => [line.line, line[of]]))
  const grown = (after?.lines ?? [])
    .map((line) => ({ name: line.name, by: line[of] - (earlier.get(line.line) ?? 0) }))
    .filter(({ by }) => by > 0)
  return {
    count: grown.reduce((sum, { by }) => sum + by, 0),
    items: grown.map(({ name, by }) => `${number(by)} × ${name}`),
  }
}

const ITEMS_MAX = 5

/** What moved is named where it was not simply everything. */
function namedWhere(isSome: boolean, pieces: string, { items }: Moved): string {
  if (!isSome) return pieces
  const more = items.length > ITEMS_MAX ? ', …' : ''
  return `${pieces}: ${items.slice(0, ITEMS_MAX).join(', ')}${more}`
}

/** Whether these are fewer than the order has. */
const isPart = ({ after }: Data, count: number): boolean =>
  count < sumOf(after, (line) => line.quantity - line.cancelledQuantity)

/** Whether something has still to leave. */
const isPartLeft = ({ after }: Data): boolean =>
  sumOf(after, (line) => line.quantity - line.cancelledQuantity - line.shippedQuantity) > 0

type Line = z.output<typeof Lines>[number]

const sumOf = (side: Data['after'], of: (line: Line) => number): number =>
  (side?.lines ?? []).reduce((sum, line) => sum + of(line), 0)

const MEMBERS: Readonly<Record<string, string>> = {
  tags: t('Tags'),
  note: t('Note of the order'),
  assigneeId: t('Assigned to'),
  shipBy: t('Ship by'),
  shippingAddress: t('Ships to'),
}

function editsOf({ before, after }: Data, { nameOf, timeOf }: Written): string | undefined {
  const named: Readonly<Record<string, (text: string) => string>> = {
    assigneeId: nameOf,
    shipBy: timeOf,
  }
  const wordsOf = (name: string, value: unknown) =>
    typeof value === 'string' && value !== '' ? (named[name]?.(value) ?? value) : shown(value)
  const edits = Object.keys(MEMBERS)
    .filter((name) => after && name in after)
    .map(
      (name) =>
        `${MEMBERS[name]}: ${wordsOf(name, before?.[name])} → ${wordsOf(name, after?.[name])}`,
    )
  return edits.length > 0 ? edits.join(' · ') : undefined
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.join(', ') || t('none')
  if (value && typeof value === 'object') return Object.values(value).join(', ')
  return t('none')
}
