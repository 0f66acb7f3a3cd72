import type { z } from 'zod'
import type { Ctx } from '#platform/context.ts'
import type { MovementPage } from '../contract.ts'
import type { StoredMovement } from '../store.ts'
import type { Mover, Told } from '../told.ts'

type View = z.output<typeof MovementPage>['movements'][number]

/** The ledger of a SKU with the names that people know: who moved it, and for which order. */
export async function viewMovements(
  { db, orgId }: Ctx,
  rows: StoredMovement[],
  { moverNames, orderNumbers }: Pick<Told, 'moverNames' | 'orderNumbers'>,
): Promise<View[]> {
  const promised = rows.flatMap(({ reservationId }) => reservationId ?? [])
  const [names, numbers] = await Promise.all([
    moverNames(db, orgId, distinctMovers(rows)),
    orderNumbers(db, orgId, [...new Set(promised)]),
  ])
  return rows.map((row) => {
    const { locationCode: location, actorType: type, actorId, at, ...rest } = row
    const { onHandAfter, reservedAfter, ...moved } = rest
    const name = actorId === null ? null : (names.get(actorId) ?? null)
    return {
      ...{ ...moved, location, at: at.toISOString(), actor: { type, id: actorId, name } },
      orderNumber: (moved.reservationId && numbers.get(moved.reservationId)) ?? null,
      left: { onHand: onHandAfter, reserved: reservedAfter },
    }
  })
}

function distinctMovers(rows: StoredMovement[]): Mover[] {
  const movers = rows.map(({ actorType: type, actorId: id }): Mover => ({ type, id }))
  return [...new Map(movers.map((mover) => [`${mover.type}/${mover.id}`, mover])).values()]
}
