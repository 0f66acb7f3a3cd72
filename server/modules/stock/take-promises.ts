import type { Ctx } from '#platform/context.ts'
import type { Tx } from '#platform/database.ts'
import type { Levels } from './book.ts'
import { levelKey } from './moves.ts'
import { takeLevels } from './post.ts'
import { listPromises, type Promised } from './store.ts'

type Taken = { levels: Levels; promised: Promised[] }

/** Locks what is promised to an order: all levels of its SKUs, and of `more`. */
export async function takePromises(
  ctx: Ctx,
  tx: Tx,
  reservationId: string,
  more: string[] = [],
): Promise<Taken> {
  const known = await listPromises(tx, ctx.orgId, reservationId)
  const skus = [...known.map(({ sku }) => sku), ...more]
  const take = async (): Promise<Taken> => {
    const levels = await takeLevels(ctx, tx, skus)
    // Read again: only now nobody else can settle the same promise.
    const promised = await listPromises(tx, ctx.orgId, reservationId)
    return { levels, promised }
  }
  const taken = await take()
  // Whoever held the levels may have moved it to a place that had none of the SKU before.
  const isWhole = taken.promised.every((one) => taken.levels.has(keyOf(one)))
  return isWhole ? taken : take()
}

/** Promises of pieces that are there come before those of pieces that have yet to arrive. */
export function thereFirst(promised: Promised[], levels: Levels): Promised[] {
  const waits = (one: Promised): number => {
    const { onHand, reserved } = levels.get(keyOf(one))!
    return reserved > onHand ? 1 : 0
  }
  return promised.toSorted((a, b) => waits(a) - waits(b))
}

const keyOf = ({ sku, locationId }: Promised): string => levelKey(sku, locationId)
