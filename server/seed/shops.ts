/** One account on one platform, where it sells, and how many of the orders there are its own. */
export type Shop = {
  platform: 'website' | 'shopify' | 'woocommerce' | 'bigcommerce' | 'amazon' | 'blinkit'
  uid: string
  name: string
  share: number
  countries: string[]
  /** How many of its orders the platform sends out itself: our shelves are not touched by them. */
  fulfilledThere: number
  /** How many are paid at the door. */
  cash: number
  /** What is promised where the platform names no time. */
  shipsWithinHours?: number
}

const abroad = ['US', 'GB', 'DE', 'FR', 'AE', 'SG', 'AU', 'JP']
const OURS = { fulfilledThere: 0, cash: 0 }

export const SHOPS: Shop[] = [
  {
    ...{ platform: 'website', uid: 'own', name: 'Website', fulfilledThere: 0, cash: 0.45 },
    ...{ countries: ['IN', ...abroad], share: 26 },
  },
  {
    ...{ platform: 'shopify', uid: 'mill-india.myshopify.example', name: 'Mill India' },
    ...{ ...OURS, countries: ['IN'], share: 26, cash: 0.35, shipsWithinHours: 48 },
  },
  {
    ...{ platform: 'shopify', uid: 'mill-world.myshopify.example', name: 'Mill World' },
    ...{ ...OURS, countries: ['US', 'GB', 'SG', 'AU'], share: 40, shipsWithinHours: 72 },
  },
  {
    ...{ platform: 'woocommerce', uid: 'https://europe.mill.example', name: 'Mill Europe' },
    ...{ ...OURS, countries: ['GB', 'DE', 'FR'], share: 50, shipsWithinHours: 72 },
  },
  {
    ...{ platform: 'bigcommerce', uid: 'stores/m1llgoods', name: 'Mill Trade' },
    ...{ ...OURS, countries: ['US', 'AU', 'JP'], share: 20, shipsWithinHours: 72 },
  },
  {
    ...{ platform: 'amazon', uid: 'A1MILLINDIA', name: 'Amazon India', cash: 0.2 },
    ...{ fulfilledThere: 0.4, countries: ['IN'], share: 30 },
  },
  {
    ...{ platform: 'amazon', uid: 'A1MILLWORLD', name: 'Amazon World', cash: 0 },
    ...{ fulfilledThere: 0.4, countries: ['US', 'AE', 'SG', 'JP', 'GB', 'DE'], share: 30 },
  },
  {
    ...{ platform: 'blinkit', uid: 'mill-mumbai', name: 'Blinkit', cash: 0.1 },
    ...{ fulfilledThere: 1, countries: ['IN'], share: 14 },
  },
]
