import { plural, t } from '#kit/i18n.ts'
import { AppLink } from '#kit/link.tsx'
import type { Message } from './queries.ts'

/** Its number there; a link where the order has landed. */
export function OrderOf({ message: { orderId, externalId, results } }: { message: Message }) {
  if (results) return plural(results.length, '{{count}} order', '{{count}} orders')
  if (!orderId) return externalId ?? t('Not known')
  return (
    <AppLink to="/orders/$orderId" params={{ orderId }} inherit>
      {externalId ?? t('Show')}
    </AppLink>
  )
}
