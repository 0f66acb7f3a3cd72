import type { Ctx } from '#platform/context.ts'
import type { Tx } from '#platform/database.ts'
import type { Reading } from '../adapter.ts'
import { refOf } from '../listings/ref.ts'
import { writeResults } from '../stock/store.ts'
import { type Echoed, lockEchoed, lookAgain, pushAgain } from './store.ts'

export type StockReading = Extract<Reading, { type: 'stock' }>

/**
 * What a message about stock means. `not_ours`: we push no such listing. `pending`: our number is
 * on its way there anyway. `seen`: it confirms the number that we have pushed. `same`: nothing new.
 * `differs`: our number is pushed again. `asked`: the message names no number, so it is read.
 */
export type Noted = 'not_ours' | 'pending' | 'seen' | 'same' | 'differs' | 'asked'

/**
 * Compares the stock that a platform names with the number that it was told; ours is the right one.
 */
export async function noteStock(
  ctx: Ctx,
  tx: Tx,
  storeId: string,
  { listing, quantity }: StockReading,
): Promise<Noted> {
  const ref = refOf(listing) ?? null
  const extra = listing.extra ?? null
  if (ref === null && (extra === null || Object.keys(extra).length === 0)) return 'not_ours'
  // A number is about one thing. A message without one may be about any variant of the product.
  const productId = quantity === null && listing.variantId === null ? listing.productId : null
  const found = await lockEchoed(tx, ctx.orgId, storeId, { ref, extra, productId })
  const noted: Noted[] = []
  for (const one of found) noted.push(await noteOne(ctx, tx, { storeId, one, quantity }))
  return WORST.find((word) => noted.includes(word)) ?? 'not_ours'
}

const WORST: readonly Noted[] = ['differs', 'asked', 'seen', 'pending', 'same']

type One = { storeId: string; one: Echoed; quantity: number | null }

async function noteOne(ctx: Ctx, tx: Tx, { storeId, one, quantity }: One): Promise<Noted> {
  const { id, pushState, isWaiting, pushed, seen } = one
  // What waits is told, unless buyers are believed to see it already.
  if (isWaiting && pushState !== 'visible') return 'pending'
  switch (pushState) {
    case 'submitted':
    case 'accepted': {
      // A different number may be older than our push, which is read back until it is right.
      if (quantity === null || quantity !== pushed) return 'pending'
      const result = {
        id,
        dirtyAt: null,
        pushState: 'visible',
        pushed: null,
        seen: quantity,
      } as const
      const end = { problem: null, tries: 0, nextTryAt: null }
      await writeResults(tx, ctx.orgId, { storeId, now: ctx.clock.now() }, [{ ...result, ...end }])
      return 'seen'
    }
    case 'visible':
      if (quantity === seen) return isWaiting ? 'pending' : 'same'
      if (quantity === null && !isWaiting) {
        await lookAgain(tx, ctx.orgId, id)
        return 'asked'
      }
      await pushAgain(tx, ctx.orgId, id, quantity)
      return isWaiting ? 'pending' : 'differs'
    case 'none':
    case 'waiting':
    case 'refused':
      return 'not_ours'
  }
}
