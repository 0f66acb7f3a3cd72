import { findAdapter, includesText, listAdapters, type Message } from '#channels'
import type { StoreAccount } from '#stores'

/** A member that only our own format has. */
const OWN = '"lines"'

/**
 * Where an order belongs that was posted without naming a store: to the own website, to a store of
 * the platform that writes orders like it, or to none for a reason. Undefined: no platform writes
 * like it.
 */
export type ByShape = 'own' | { store: StoreAccount } | { whyNone: string } | undefined

/**
 * Finds the store of an org that an order can only be for. If the platform has several stores, it
 * is the only active one; if more than one is active, nobody can tell.
 */
export function storeByShape(stores: StoreAccount[], message: Message): ByShape {
  if (includesText(message.body, OWN)) return 'own'
  const platforms = [...new Set(stores.map(({ platform }) => platform))]
  const platform = platformOf(message, platforms) ?? platformOf(message, everyPlatform())
  if (platform === undefined) return undefined
  const all = stores.filter((store) => store.platform === platform)
  const active = all.filter(({ state }) => state === 'active')
  const [store, ...more] = active.length > 0 ? active : all
  return store && more.length === 0 ? { store } : { whyNone: whyNone(platform, more.length > 0) }
}

/** Why an order in the format of a platform is not read as one of our own format. */
export function whyNotOwn(stores: StoreAccount[], message: Message): string | undefined {
  const found = storeByShape(stores, message)
  if (typeof found !== 'object') return undefined
  if ('whyNone' in found) return found.whyNone
  const { platform, name } = found.store
  return `${writtenAs(platform)}: post it to the address of the store ${name}.`
}

const everyPlatform = (): string[] => listAdapters().map(({ platform }) => platform)

/**
 * The platform that writes orders like this one. An adapter may understand the order of another
 * platform, but it raises more flags, so the fewest flags decide; equally few decide nothing.
 */
function platformOf(message: Message, platforms: string[]): string | undefined {
  const [best, next] = platforms
    .map((platform) => ({ platform, flags: countFlags(platform, message) }))
    .filter(({ flags }) => Number.isFinite(flags))
    .toSorted((a, b) => a.flags - b.flags)
  return best && best.flags !== next?.flags ? best.platform : undefined
}

/** Infinite where the adapter of the platform finds no order in the message. */
function countFlags(platform: string, message: Message): number {
  const readings = findAdapter(platform)?.read(message) ?? []
  const counts = readings.flatMap((one) => (one.type === 'order' ? [one.order.flags.length] : []))
  return Math.min(...counts)
}

function whyNone(platform: string, hasSeveral: boolean): string {
  const stores = hasSeveral ? 'there are several stores of that' : 'no store of that is connected'
  return `${writtenAs(platform)}, and ${stores}: post it to the address of its store.`
}

const writtenAs = (platform: string): string =>
  `It is written as ${findAdapter(platform)?.title ?? platform} writes orders`
