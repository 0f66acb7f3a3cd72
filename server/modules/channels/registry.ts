import type { Adapter } from './adapter.ts'
import { amazon } from './adapters/amazon/index.ts'
import { bigcommerce } from './adapters/bigcommerce/index.ts'
import { blinkit } from './adapters/blinkit/index.ts'
import { shopify } from './adapters/shopify/index.ts'
import { withCheckedOrders } from './adapters/check-orders.ts'
import { generic, website } from './adapters/website/index.ts'
import { withOwnFormat } from './adapters/website/own-format.ts'
import { woocommerce } from './adapters/woocommerce/index.ts'

/** Adding a platform is one folder below `adapters/` and one line here. */
const PLATFORMS = [amazon, bigcommerce, blinkit, shopify, woocommerce]

const ADAPTERS: readonly Adapter[] = [website, generic, ...PLATFORMS.map(withOwnFormat)].map(
  withCheckedOrders,
)

const byPlatform = new Map(ADAPTERS.map((adapter) => [adapter.platform, adapter]))

export const findAdapter = (platform: string): Adapter | undefined => byPlatform.get(platform)

export const listAdapters = (): readonly Adapter[] => ADAPTERS
