import { markKey } from '#customers'
import type { PlaceOrder } from './command.ts'

// Texts by which the orders of a batch find each other and the rows of the tables: what is the same
// thing has the same text.

export const identityKey = (command: PlaceOrder): string =>
  `${command.orgId}/${command.store.id}/${command.externalId}`

export const callerKey = (command: PlaceOrder): string =>
  `${command.orgId}/${actorKey(command)}/${command.key?.key}`

export const actorKey = ({ actor }: PlaceOrder): string => `${actor.type}:${actor.id ?? ''}`

export const skuKey = (orgId: string, sku: string): string => `${orgId}/${sku}`

/** Absent for a buyer who is signed in: an address that they typed may be that of somebody else. */
export const buyerKey = ({ orgId, customer, customerId }: PlaceOrder): string | undefined =>
  customerId ? undefined : markKey({ orgId, ...customer })

/** Trial orders do not, and neither does what a platform sends from shelves of its own. */
export const takesFromOurShelves = ({ sale }: PlaceOrder): boolean =>
  sale.by === 'us' || sale.touchesStock
