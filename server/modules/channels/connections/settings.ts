import { StoreSettings } from '../contract.ts'

const STANDARD: StoreSettings = {
  ...{ pushesStock: true, pushesShipments: true, acceptsOrders: true },
  ...{ buffer: 0, shipsWithinHours: null, mode: null, statusMap: {} },
}

/** What is stored may be older than a setting, so each has a standard. */
export function storeSettings(stored: Record<string, unknown>): StoreSettings {
  const parsed = StoreSettings.partial().safeParse(stored)
  return { ...STANDARD, ...(parsed.success ? parsed.data : {}) } as StoreSettings
}
