import { fromServer, t } from '#kit/i18n.ts'

/** Why a message did not become an order, for people. */
export function whyWords(reason: string): string {
  const cause = /^It could not be saved \((.+)\)\. The log says more/.exec(reason)?.[1]
  if (!cause) return fromServer(reason)
  return t('It could not be saved ({{cause}}). The log says more, by the id of the message.', {
    cause,
  })
}
