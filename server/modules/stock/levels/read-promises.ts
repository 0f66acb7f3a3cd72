import type { z } from 'zod'
import type { Ctx } from '#platform/context.ts'
import type { PromiseList } from '../contract.ts'
import { requireSku } from '../require-sku.ts'
import type { Told } from '../told.ts'
import { listPromisesOf } from './store.ts'

/** Who would go without if pieces of a SKU were lost: where a loss is refused, these decide it. */
export async function readPromises(
  { db, orgId }: Ctx,
  sku: string,
  orderNumbers: Told['orderNumbers'],
): Promise<z.output<typeof PromiseList>> {
  const found = await listPromisesOf(db, orgId, sku)
  if (found.length === 0) await requireSku(db, orgId, sku)
  const ids = found.map(({ reservationId }) => reservationId)
  const numbers = await orderNumbers(db, orgId, ids)
  return {
    promises: found.map((one) => ({
      ...one,
      orderNumber: numbers.get(one.reservationId) ?? null,
    })),
  }
}
