import {
  addPart,
  type CanonicalLine,
  type CanonicalOrder,
  type KeptPart,
  type SkuResolver,
  storeSettings,
  withParts,
} from '#channels'
import {
  applySale,
  type AttachedRow,
  type ChannelDocument,
  type DocumentSource,
  findDocument,
  type NextVersion,
  noteHeard,
  type OrderEngine,
  type PlaceOrder,
  type SaleVersion,
  type StoredDocument,
} from '#orders'
import type { Ctx } from '#platform/context.ts'
import type { Tx } from '#platform/database.ts'
import { newId } from '#platform/random.ts'
import { readSetting, shop } from '#settings'
import type { StoreAccount } from '#stores'
import type { Arrivals } from '../messages/arrivals.ts'
import {
  documentOf,
  type Origin,
  isChangedDuplicate,
  isNewer,
  mayBeOlderThanCancelling,
  placedAsBefore,
  storableText,
} from './document.ts'
import { canBeCounted, isAllSent, isSentByStore, isStockless, saleOf } from './sale-of.ts'
import { keepUnknown, refOf } from './unknown-lines.ts'

export type LandParts = { engine: OrderEngine; resolveSkus: SkuResolver; arrivals: Arrivals }

export type Landing = {
  account: StoreAccount
  order: CanonicalOrder
  adapterVersion: number
  source: DocumentSource
  /** When the message arrived. */
  heardAt: Date
  /** The message leaves the lines out, and they are still to be fetched. */
  isWithoutLines?: boolean
  /** Written with the order when it is new. */
  attach?: (orderId: string) => AttachedRow
  /** Written with the change when the order was known. */
  settle?: (tx: Tx, settled: Settled) => Promise<void>
}

/** What a message meant for an order that had landed before. */
export type Settled = {
  orderId: string
  /** Whether it said anything new. */
  applied: boolean
  reason?: string | undefined
  /** The order's customer was erased, so the message must not keep what it says of that person. */
  isErased: boolean
}

export type Landed =
  | { status: 'created' | 'updated' | 'duplicate'; orderId: string; reason?: string }
  | { status: 'parked'; why: string }

export const CHANGED_DUPLICATE =
  'It came before with other content. This kind of order does not change: it is cancelled and ' +
  'sent anew.'

const MAY_BE_OLDER =
  'It says no time, and was cancelled before: this may be how it was until then. With a newer ' +
  'updatedAt it is opened again.'

const TOO_LARGE = 'The order is worth more than can be counted exactly.'

/** No real order has as many, and the numbers of our lines go further than that. */
const LINES_MAX = 10_000

/** Places a platform's order, or changes it when it has landed before; a repeat does nothing. */
export async function landOrder(parts: LandParts, ctx: Ctx, landing: Landing): Promise<Landed> {
  const { order, text } = storableText(landing.order)
  const { account, adapterVersion, source, heardAt } = landing
  if (order.lines.length > LINES_MAX) {
    return { status: 'parked', why: `The order has more than ${LINES_MAX} lines.` }
  }
  const skuOf = await skusFor(parts, ctx, account, order.lines)
  await keepUnknown(ctx, account, order, skuOf)
  const currency = await readSetting(ctx, shop.currency)
  const document = documentOf(order, { adapterVersion, source, heardAt }, text)
  const said = saleOf(order, {
    ...{ skus: order.lines.map(skuOf), currency },
    touchesStock: touchesStock(account, order),
    shipsWithinHours: storeSettings(account.settings).shipsWithinHours,
  })
  if (!canBeCounted(said.sale)) return { status: 'parked', why: TOO_LARGE }
  const command = commandOf(ctx, account, { order, said, document })
  const outcome = await parts.engine.place(command, 'bulk', landing.attach?.(command.orderId))
  switch (outcome.type) {
    case 'placed':
      return { status: 'created', orderId: outcome.order.id }
    case 'duplicate': {
      const { orderId } = outcome
      if (outcome.own) return { status: 'created', orderId }
      const known = { orderId, order, document, skuOf, currency }
      return { ...(await applyVersion(ctx, landing, known)), orderId }
    }
    case 'too_large':
      return { status: 'parked', why: TOO_LARGE }
    case 'out_of_stock':
    case 'not_for_sale':
    case 'shipping_unpriced':
    case 'key_mismatch':
      throw new Error(`An order of a platform was refused: ${outcome.type}.`)
  }
}

type Read = { order: CanonicalOrder; said: SaleVersion; document: ChannelDocument }

const commandOf = (
  { orgId, actor, cause }: Ctx,
  { id, platform, name }: StoreAccount,
  { order, said, document }: Read,
): PlaceOrder => ({
  ...{ ...said, orgId, orderId: newId(), externalId: order.externalId, key: null },
  ...{ store: { id, platform, name }, actor, cause, placedAt: new Date(order.placedAt) },
  payment: { gateway: said.sale.axes.payment === 'due' ? 'cod' : platform, token: null },
  sale: { ...said.sale, document },
})

type Version = Pick<Next, 'order' | 'skuOf' | 'currency'> & {
  orderId: string
  document: ChannelDocument
}

/** Changes the order that has landed before, if this version says anything new. */
async function applyVersion(
  ctx: Ctx,
  landing: Landing,
  { orderId, order, document, skuOf, currency }: Version,
): Promise<{ status: 'updated' | 'duplicate'; reason?: string }> {
  const { source, heardAt } = landing
  const at = order.externalUpdatedAt
  let reason: string | undefined
  let isErased = false
  const decide = (stored: StoredDocument): NextVersion | undefined => {
    isErased = stored.canonical === null
    const again = placedAsBefore(order, heardAt, stored)
    const next = again === order ? document : documentOf(again, landing)
    reason = whyOld(again, next, stored)
    const version = { at, source, heardAt, digest: next.digest }
    if (reason || !isNewer(version, stored) || wouldLoseLines(landing, stored)) return undefined
    return nextOf(stored, { order: again, kept: keptOf(stored), skuOf, currency, origin: landing })
  }
  const applied = await applySale(ctx, {
    ...{ orderId, decide },
    alongside: async (tx, isNew) => {
      const isSaidAgain = !isNew && !reason && at === null
      if (isSaidAgain) await noteHeard(tx, ctx.orgId, orderId, heardAt)
      await landing.settle?.(tx, { orderId, applied: isNew, reason, isErased })
    },
  })
  return { status: applied ? 'updated' : 'duplicate', ...(reason && { reason }) }
}

function whyOld(
  order: CanonicalOrder,
  document: Pick<StoredDocument, 'digest' | 'adapterVersion'>,
  stored: StoredDocument,
): string | undefined {
  if (isChangedDuplicate(order, document, stored)) return CHANGED_DUPLICATE
  return mayBeOlderThanCancelling(order, stored) ? MAY_BE_OLDER : undefined
}

/**
 * An order keeps its lines, and the stock promised to them, until the lines of a newer version
 * come.
 */
const wouldLoseLines = (
  { isWithoutLines = false }: Landing,
  { canonical }: StoredDocument,
): boolean => isWithoutLines && ((canonical as CanonicalOrder | null)?.lines.length ?? 0) > 0

/** Adds a part that came on its own to an order that has landed. Returns whether it was new. */
export async function landPart(
  parts: LandParts,
  ctx: Ctx,
  request: { account: StoreAccount; orderId: string; part: KeptPart; settle?: Landing['settle'] },
): Promise<boolean> {
  const { account, orderId, part, settle } = request
  return change(parts, ctx, { account, orderId, settle }, (stored) => addPart(keptOf(stored), part))
}

/** Applies the stored version once more, after SKUs were found for lines that had none. */
export const landAgain = (
  parts: LandParts,
  ctx: Ctx,
  request: { account: StoreAccount; orderId: string },
): Promise<boolean> => change(parts, ctx, request, keptOf)

async function change(
  parts: LandParts,
  ctx: Ctx,
  request: { account: StoreAccount; orderId: string; settle?: Landing['settle'] },
  keep: (stored: StoredDocument) => KeptPart[] | undefined,
): Promise<boolean> {
  const { account, orderId, settle } = request
  const known = await findDocument(ctx.db, ctx.orgId, orderId)
  const lines = (known?.canonical as CanonicalOrder | null | undefined)?.lines ?? []
  const skuOf = await skusFor(parts, ctx, account, lines)
  const currency = await readSetting(ctx, shop.currency)
  let isErased = false
  return applySale(ctx, {
    orderId,
    decide: (stored) => {
      const kept = keep(stored)
      const order = stored.canonical as CanonicalOrder | null
      isErased = order === null
      if (!kept || !order) return undefined
      return nextOf(stored, { order, kept, skuOf, currency, origin: stored })
    },
    alongside: async (tx, applied) => settle?.(tx, { orderId, applied, isErased }),
  })
}

type Next = {
  order: CanonicalOrder
  kept: KeptPart[]
  skuOf: (line: CanonicalLine) => string | null
  currency: string
  origin: Origin
}

function nextOf(stored: StoredDocument, next: Next): NextVersion {
  const { kept, skuOf, currency, origin } = next
  const { touchesStock: touches } = stored
  const versionOf = (whole: CanonicalOrder) =>
    saleOf(whole, { skus: whole.lines.map(skuOf), currency, touchesStock: touches })
  const whole = withParts(next.order, kept)
  const after = versionOf(whole)
  const old = stored.canonical as CanonicalOrder | null
  return {
    before: old ? versionOf(withParts(old, keptOf(stored))) : after,
    after,
    document: {
      ...documentOf(next.order, origin),
      ...{ parts: kept, externalUpdatedAt: after.externalUpdatedAt },
      cancelRequested: whole.cancelRequested,
    },
  }
}

const keptOf = ({ parts }: StoredDocument): KeptPart[] => parts as KeptPart[]

/** Finds the SKUs of these lines. Any other line, such as one of an older version, has none. */
async function skusFor(
  { resolveSkus }: LandParts,
  { orgId }: Ctx,
  { id: storeId, platform }: StoreAccount,
  lines: CanonicalLine[],
): Promise<(line: CanonicalLine) => string | null> {
  const refs = lines.map((line) => refOf(platform, line))
  const found = refs.length === 0 ? [] : await resolveSkus({ orgId, storeId, refs })
  const known = new Map(refs.map((ref, index) => [JSON.stringify(ref), found[index] ?? null]))
  return (line) => known.get(JSON.stringify(refOf(platform, line))) ?? null
}

/**
 * Whether the order takes pieces off our shelves. A trial order does not, nor one that the platform
 * sends itself, nor one that was over before the store was connected: its pieces were gone already
 * when the shelf was counted.
 */
function touchesStock({ createdAt }: StoreAccount, order: CanonicalOrder): boolean {
  if (order.isTest || order.decision !== 'import' || isSentByStore(order)) return false
  const isOver = order.lifecycle === 'cancelled' || isAllSent(order)
  const lastAt = Date.parse(order.externalUpdatedAt ?? order.placedAt)
  return !isOver || lastAt >= createdAt.getTime() || order.lines.every((l) => isStockless(order, l))
}
