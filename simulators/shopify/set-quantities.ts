import type { Wire } from '../frame/wire.ts'
import type { World } from './changes.ts'
import { setAvailable } from './events.ts'
import type { Field, Variables } from './graphql.ts'
import { gid } from './render.ts'
import type { Shop, Variant } from './shop.ts'

type Quantity = {
  inventoryItemId: string
  locationId: string
  quantity: number
  changeFromQuantity?: number | null
}

/** All or nothing: one that is refused leaves all as they were. */
export function setQuantities({ frame, shop }: World, variables: Variables): Field {
  const { quantities } = variables['input'] as unknown as { quantities: Quantity[] }
  const isOpen = quantities.some(({ changeFromQuantity }) => changeFromQuantity === undefined)
  if (isOpen) {
    const words = 'InventoryQuantityInput argument changeFromQuantity is required'
    return { refused: words, code: 'INVALID_VARIABLE' }
  }
  const found = quantities.map((one) => variantOf(shop, one))
  const errors = quantities.flatMap((one, index) => faultOf(shop, one, found[index], index))
  if (errors.length > 0) {
    return { value: { inventoryAdjustmentGroup: null, userErrors: errors } }
  }
  for (const [index, { quantity }] of quantities.entries()) {
    const variant = found[index]
    if (variant && variant.available !== quantity) {
      setAvailable(frame, shop, variant, quantity, 'api')
    }
  }
  const id = gid('InventoryAdjustmentGroup', shop.newId())
  return { value: { inventoryAdjustmentGroup: { id }, userErrors: [] } }
}

const variantOf = (shop: Shop, { inventoryItemId }: Quantity): Variant | undefined =>
  shop.variants.find((one) => gid('InventoryItem', one.inventoryItemId) === inventoryItemId)

function faultOf(
  shop: Shop,
  { locationId, changeFromQuantity }: Quantity,
  variant: Variant | undefined,
  index: number,
): Wire[] {
  const error = (code: string, name: string, message: string) => [
    { code, field: ['input', 'quantities', String(index), name], message },
  ]
  if (!variant) {
    return error(
      'INVALID_INVENTORY_ITEM',
      'inventoryItemId',
      'The specified inventory item could not be found.',
    )
  }
  if (locationId !== gid('Location', shop.locations.primary)) {
    const words = 'The specified inventory item is not stocked at the location.'
    return error('ITEM_NOT_STOCKED_AT_LOCATION', 'locationId', words)
  }
  // Null opts out of the comparison.
  if (typeof changeFromQuantity !== 'number' || changeFromQuantity === variant.available) return []
  const words = 'The changeFromQuantity value does not match the persisted quantity.'
  return error('CHANGE_FROM_QUANTITY_STALE', 'changeFromQuantity', words)
}
