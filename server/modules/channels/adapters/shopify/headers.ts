import type { Message } from '../../adapter.ts'
import { SOURCE } from '../asked-for.ts'

/** Deliveries of the newer kind have the same headers without `x-`. */
export function shopifyHeader({ headers }: Message, name: string): string | undefined {
  return headers[`x-shopify-${name}`] ?? headers[`shopify-${name}`]
}

/** Set on what our own calls fetched, where there is no topic. */
export const FETCHED = { [SOURCE]: 'fetch' }

/** `https://Mill.MyShopify.com/admin` is the shop `mill.myshopify.com`. */
export const shopOf = (typed: string): string =>
  typed
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/\/.*$/, '')
