import { plural, t } from '#kit/i18n.ts'
import { AppLink } from '#kit/link.tsx'
import { isOfOther } from './of-other.ts'
import type { Message } from './queries.ts'

/** Its number there; a link where the order has landed. */
export function OrderOf({ message }: { message: Message }) {
  const { orderId, externalId, results } = message
  if (results) return plural(results.length, '{{count}} order', '{{count}} orders')
  if (isOfOther(message)) return '–'
  if (!orderId) return externalId ?? t('Not known')
  return (
    <AppLink to="/orders/$orderId" params={{ orderId }} inherit>
      {externalId ?? t('Show')}
    </AppLink>
  )
}
