import { startMarketplace } from './marketplace.ts'
import { type BlinkitOptions, type BlinkitSimulator, startVendor } from './vendor.ts'

/** `vendor` is what Blinkit has; `marketplace` is our invention, after others of its trade. */
export const startBlinkit = ({
  mode,
  ...options
}: BlinkitOptions & { mode: 'vendor' | 'marketplace' }): Promise<BlinkitSimulator> =>
  mode === 'vendor' ? startVendor(options) : startMarketplace(options)
