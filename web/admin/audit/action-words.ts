import { fromServer } from '#kit/i18n.ts'

/** `store.connected` is "Store connected"; a language may have words of its own for it. */
export function actionWords(action: string): string {
  const said = fromServer(action)
  if (said !== action) return said
  const words = action.replaceAll(/[._]/g, ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
