import { useState } from 'react'
import { OutgoingView } from '#contract/channels/outgoing'
import type { OrderView } from '#contract/orders'
import { send } from '#kit/api.ts'
import { t } from '#kit/i18n.ts'
import { ProblemError } from '#kit/problem.ts'
import { useChange } from '#kit/use-change.ts'
import { ORDERS } from '../queries.ts'

type Refund = {
  amountMinor: number
  reason: string
  lines?: { line: number; quantity: number }[]
  restock?: boolean
}

/**
 * One refund, however often the button is pressed and whichever request arrives: the key stays the
 * same until the server itself has refused it. What a proxy in between answers is no refusal.
 */
export function useRefund(order: OrderView) {
  const [key, setKey] = useState(newKey)
  return useChange({
    run: async (wanted: Refund) => {
      const headers = { 'idempotency-key': key }
      try {
        return await send('POST', `/orders/${order.id}/refunds`, wanted, OutgoingView, { headers })
      } catch (error) {
        if (isRefusal(error)) setKey(newKey())
        throw error
      }
    },
    refresh: ORDERS,
    done: t('The store is being told. What becomes of it stands below “At the store”.'),
    faultInPlace: true,
  })
}

const isRefusal = (error: unknown): boolean =>
  error instanceof ProblemError && error.status < 500 && !error.code.startsWith('idempotency')

/** `randomUUID` is not there on a page without HTTPS. */
const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
