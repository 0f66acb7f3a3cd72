import { findAdapter, type Message } from '#channels'
import type { StoreAccount } from '#stores'

/** Only our own format has this member, and what is in our format is for whom it was posted to. */
const OWN = '"lines"'

/**
 * The store of an org that a post without any name can only be for: the one of the only platform
 * that writes orders like that. Undefined where that is no store, or more than one.
 */
export function storeByShape(stores: StoreAccount[], message: Message): StoreAccount | undefined {
  const { buffer, byteOffset, byteLength } = message.body
  if (Buffer.from(buffer, byteOffset, byteLength).includes(OWN)) return undefined
  const platforms = Map.groupBy(stores, ({ platform }) => platform)
  const [only, ...others] = [...platforms].filter(([platform]) => readsOrders(platform, message))
  const [store, ...more] = only?.[1] ?? []
  return others.length === 0 && more.length === 0 ? store : undefined
}

const readsOrders = (platform: string, message: Message): boolean =>
  (findAdapter(platform)?.read(message) ?? []).some(({ type }) => type === 'order')
