import type { Message } from '../../adapter.ts'
import { SOURCE } from '../asked-for.ts'

/** A header of a webhook. Deliveries of the newer kind have the same headers without `x-`. */
export function shopifyHeader({ headers }: Message, name: string): string | undefined {
  return headers[`x-shopify-${name}`] ?? headers[`shopify-${name}`]
}

/** The headers of what we have fetched, which has no topic. */
export const FETCHED = { [SOURCE]: 'fetch' }

/** `https://Mill.MyShopify.com/admin` is the shop `mill.myshopify.com`. */
export const shopOf = (typed: string): string =>
  typed
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/\/.*$/, '')
