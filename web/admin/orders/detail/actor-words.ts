import { t } from '#kit/i18n.ts'
import type { TimelineEvent } from '../queries.ts'
import { tell } from './event-words.ts'

/** Who did it, for somebody who does not know how Penstock is built. */
export function actorWords({ type, name }: TimelineEvent['actor']): string {
  switch (type) {
    case 'user':
      return name
    case 'key':
      return t('{{name}} (API key)', { name })
    case 'channel':
      return t('{{name}} (store)', { name })
    case 'nobody':
      return t('Somebody who was not signed in')
    default:
      return 'Penstock'
  }
}

/** Why it happened, where that is not simply that somebody wanted it. */
export function causeWords(
  { actor, cause }: TimelineEvent,
  events: readonly TimelineEvent[],
): string | undefined {
  const { eventId, messageId } = cause
  const earlier = events.find(({ position }) => position === String(eventId))
  if (earlier) return t('by itself, after “{{what}}”', { what: tell(earlier).what })
  if (messageId) return t('because of a message from the store')
  return actor.type === 'job' ? t('by itself') : undefined
}

/** The message of the store that brought it, to be looked at. */
export function messageOf({ cause }: TimelineEvent): string | undefined {
  const { messageId } = cause
  return typeof messageId === 'string' ? messageId : undefined
}
