import type { Random } from './random.ts'

export type Piece = { sku: string; locationId: string }

type Shelf = { left: number }

/**
 * What this seed has brought in and not yet sold. It sells nothing that was there before; what
 * others have sold of it meanwhile is delivered again (`deliveredAgain`).
 */
export function shelves(random: Random, piecesPerDelivery: number) {
  const known = new Map<string, Shelf>()
  const gone = new Set<string>()
  return {
    isGone: (sku: string): boolean => gone.has(sku),
    /** The SKU is sold out from now on: gives the pieces that must go, so that none are left. */
    end(sku: string, locationIds: string[]): (Piece & { quantity: number })[] {
      gone.add(sku)
      return locationIds.flatMap((locationId) => {
        const quantity = known.get(`${sku}/${locationId}`)?.left ?? 0
        known.delete(`${sku}/${locationId}`)
        return quantity > 0 ? [{ sku, locationId, quantity }] : []
      })
    },
    /** Takes the pieces, and says how many had to be delivered first. */
    take({ sku, locationId }: Piece, quantity: number): number {
      const key = `${sku}/${locationId}`
      const shelf = known.get(key) ?? { left: 0 }
      known.set(key, shelf)
      const missing = quantity - shelf.left
      const delivered = missing > 0 ? missing + random.between(0, piecesPerDelivery) : 0
      shelf.left += delivered - quantity
      return delivered
    },
    giveBack({ sku, locationId }: Piece, quantity: number): void {
      const shelf = known.get(`${sku}/${locationId}`)
      if (shelf) shelf.left += quantity
    },
  }
}

export type Shelves = ReturnType<typeof shelves>
