import { fromServer } from '#kit/i18n.ts'

/**
 * What people read instead of the name of an action or of a kind of thing: `store.connected` is
 * "Store connected", unless a language has words of its own for it.
 */
export function spokenName(name: string): string {
  const said = fromServer(name)
  if (said !== name) return said
  const words = name.replaceAll(/[._]/g, ' ').replace(/^sku\b/, 'SKU')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
