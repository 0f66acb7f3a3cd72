import { StoreSettings } from '../contract.ts'

const STANDARD: StoreSettings = {
  ...{ pushesStock: true, pushesShipments: true, acceptsOrders: true },
  ...{ buffer: 0, shipsWithinHours: null, mode: null, statusMap: {} },
}

/** Made once: it is read with each order that comes in, and to make it takes longer than that. */
const Stored = StoreSettings.partial()

/** What is stored may be older than a setting, so each has a standard. */
export function storeSettings(stored: Record<string, unknown>): StoreSettings {
  const parsed = Stored.safeParse(stored)
  return { ...STANDARD, ...(parsed.success ? parsed.data : {}) } as StoreSettings
}
