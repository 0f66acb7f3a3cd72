import type { LosslessObject } from '#platform/lossless-json.ts'
import { decimalOf } from '#platform/money.ts'
import type { OutgoingRefund, PushResult } from '../../adapter.ts'
import { type Amounts, amountsIn } from '../shape/amounts.ts'
import { at, objectsOf } from '../shape/json.ts'
import { textOf } from '../shape/text.ts'
import { findOurs, refundWords } from '../refund-words.ts'
import { type Api, jsonIn, userErrorsOf, wordsOfErrors } from './api.ts'
import { gid, ownId, tailOf } from './ids.ts'

type Source = { parentId: string; gateway: string; leftMinor: number }

/**
 * Gives money back through the payments that it came by. The key makes a repeat harmless, but
 * Shopify forgets it after a while, and then a repeat would give back what is left; so a refund
 * with our mark is looked for first.
 */
export async function refundOrder(
  api: Api,
  refund: OutgoingRefund,
  key: string,
): Promise<PushResult> {
  const { externalId, currency, amountMinor } = refund
  const before = jsonIn(await api.get(`orders/${externalId}/refunds.json?limit=250`))
  const ours = findOurs(objectsOf(at(before, 'refunds')), 'note', refund)
  if (ours) return { type: 'done', reference: ownId(ours) }
  const answer = jsonIn(await api.get(`orders/${externalId}/transactions.json`))
  const amounts = amountsIn(currency, new Set())
  const sources = sourcesOf(objectsOf(at(answer, 'transactions')), currency, amounts)
  const shares = sharesOf(sources, amountMinor)
  if (!shares) {
    const paid = decimalOf(amounts.sum(sources.map(({ leftMinor }) => leftMinor)), currency)
    return { type: 'refused', why: `only ${paid} ${currency} can still be given back on Shopify` }
  }
  const orderId = gid('Order', externalId)
  const transactions = shares.map(({ parentId, gateway, minor }) => ({
    ...{ orderId, parentId: gid('OrderTransaction', parentId), kind: 'REFUND', gateway },
    amount: decimalOf(minor, currency),
  }))
  return createRefund(api, { ...refund, note: refundWords(refund) }, transactions, key)
}

/** Goods, money, or both; without money pieces are only taken out. */
export async function createRefund(
  api: Api,
  { externalId, note, lines }: Pick<OutgoingRefund, 'externalId' | 'lines'> & { note: string },
  transactions: object[],
  key: string,
): Promise<PushResult> {
  const input = {
    ...{ orderId: gid('Order', externalId), note, notify: false },
    refundLineItems: lines.map(({ externalLineId, quantity }) => ({
      ...{ lineItemId: gid('LineItem', externalLineId), quantity },
      // Stock is pushed as a number, so restocking here would count the goods twice.
      restockType: 'NO_RESTOCK',
    })),
    transactions,
  }
  const data = await api.graphql(mutationWith(key), { input }, true)
  const payload = at(data, 'refundCreate')
  const errors = userErrorsOf(payload)
  if (errors.length > 0) {
    return { type: 'refused', why: `Shopify refused the refund: ${wordsOfErrors(errors)}` }
  }
  return { type: 'done', reference: tailOf(at(payload, 'refund', 'id')) }
}

const mutationWith = (key: string) => `mutation($input: RefundInput!) {
  refundCreate(input: $input) @idempotent(key: ${JSON.stringify(key)}) {
    refund { id }
    userErrors { field message }
  }
}`

/** The payments in this currency, each with what is left of it after refunds. */
function sourcesOf(transactions: LosslessObject[], currency: string, amounts: Amounts): Source[] {
  const counts = (one: LosslessObject, ...kinds: string[]) =>
    kinds.includes(textOf(at(one, 'kind')) ?? '') &&
    textOf(at(one, 'currency')) === currency &&
    (at(one, 'status') === 'success' || at(one, 'status') === 'pending')
  return transactions.flatMap((one): Source[] => {
    const parentId = ownId(one)
    if (parentId === null || at(one, 'status') !== 'success') return []
    if (!counts(one, 'sale', 'capture')) return []
    const back = transactions.filter(
      (other) => counts(other, 'refund') && textOf(at(other, 'parent_id')) === parentId,
    )
    const backMinor = amounts.sum(back.map((other) => amounts.readOrZero(at(other, 'amount'))))
    const leftMinor = amounts.readOrZero(at(one, 'amount')) - backMinor
    return [{ parentId, gateway: textOf(at(one, 'gateway')) ?? '', leftMinor }]
  })
}

function sharesOf(sources: Source[], amountMinor: number) {
  let openMinor = amountMinor
  const shares = sources.flatMap(({ parentId, gateway, leftMinor }) => {
    const minor = Math.min(openMinor, leftMinor)
    if (minor <= 0) return []
    openMinor -= minor
    return [{ parentId, gateway, minor }]
  })
  return openMinor === 0 ? shares : undefined
}
