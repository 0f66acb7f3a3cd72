import { AppLink } from '#kit/link.tsx'
import type { Message } from './queries.ts'

/** Its number there; a link where the order has landed. */
export function OrderOf({ message: { orderId, externalId, results } }: { message: Message }) {
  if (results) return `${results.length.toLocaleString()} orders`
  if (!orderId) return externalId ?? 'Not known'
  return (
    <AppLink to="/orders/$orderId" params={{ orderId }} inherit>
      {externalId ?? 'Show'}
    </AppLink>
  )
}
