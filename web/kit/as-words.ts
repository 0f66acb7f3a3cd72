import { fromServer } from './i18n.ts'

/**
 * A name of the program as people read it, where no words of our own stand for it: `partly_shipped`,
 * `order.filled`, and "Push stock" for the job `channels.push_stock`.
 */
export function asWords(name: string): string {
  const said = fromServer(name)
  if (said !== name) return said
  const words = name.slice(name.indexOf('.') + 1).replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
