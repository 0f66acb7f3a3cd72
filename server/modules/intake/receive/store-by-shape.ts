import { findAdapter, listAdapters, type Message } from '#channels'
import type { StoreAccount } from '#stores'

/** Only our own format has this member, and an order in it belongs to where it was posted. */
const OWN = '"lines"'

/**
 * Where an order belongs that names no store: to our own website, to a store, or to none and why.
 */
export type ByShape = 'own' | { store: StoreAccount } | { whyNone: string } | undefined

/**
 * The store of an org that a post without any name can only be for: the one of the platform that
 * writes orders like that, and of several the only one that is at work. Undefined where no platform
 * writes like that.
 */
export function storeByShape(stores: StoreAccount[], message: Message): ByShape {
  const { buffer, byteOffset, byteLength } = message.body
  if (Buffer.from(buffer, byteOffset, byteLength).includes(OWN)) return 'own'
  const platforms = [...new Set(stores.map(({ platform }) => platform))]
  const connected = writerOf(platforms, message)
  const writer = connected ?? writerOf(ALL(), message)
  if (writer === undefined) return undefined
  const those = stores.filter(({ platform }) => platform === writer)
  const atWork = those.filter(({ state }) => state === 'active')
  const [store, ...more] = atWork.length > 0 ? atWork : those
  return store && more.length === 0 ? { store } : { whyNone: whyNone(writer, more.length > 0) }
}

/** Why what has the form of a platform is not read as an order of our own. */
export function whyNotOwn(stores: StoreAccount[], message: Message): string | undefined {
  const found = storeByShape(stores, message)
  if (typeof found !== 'object') return undefined
  if ('whyNone' in found) return found.whyNone
  const { platform, name } = found.store
  return `${writtenAs(platform)}: post it to the address of the store ${name}.`
}

const ALL = (): string[] => listAdapters().map(({ platform }) => platform)

/** An adapter may understand another platform's order, but flags more of it as unclear. */
function writerOf(platforms: string[], message: Message): string | undefined {
  const [best, next] = platforms
    .map((platform) => ({ platform, doubts: doubtsOf(platform, message) }))
    .filter(({ doubts }) => Number.isFinite(doubts))
    .toSorted((a, b) => a.doubts - b.doubts)
  return best && best.doubts !== next?.doubts ? best.platform : undefined
}

function doubtsOf(platform: string, message: Message): number {
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
