import { startMarketplace } from './marketplace.ts'
import type { ShopSimulator } from '../shop/start-shop.ts'
import { type BlinkitOptions, startVendor } from './vendor.ts'

/** `vendor` is what Blinkit has; `marketplace` is our invention, after others of its trade. */
export const startBlinkit = ({
  mode,
  ...options
}: BlinkitOptions & { mode: 'vendor' | 'marketplace' }): Promise<ShopSimulator> =>
  mode === 'vendor' ? startVendor(options) : startMarketplace(options)
