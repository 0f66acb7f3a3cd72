/** The hash that names a store, found in any address of it that a person may copy. */
export function storeHashOf(address: string): string {
  const text = address.trim().toLowerCase()
  const match = /(?:^|\/)stores\/([a-z0-9]+)/.exec(text) ?? /store-([a-z0-9]+)\./.exec(text)
  return match?.[1] ?? text.replace(/^https?:\/\//, '').replace(/\/+$/, '')
}
