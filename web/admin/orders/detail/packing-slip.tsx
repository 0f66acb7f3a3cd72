import { Button } from '@mantine/core'
import { Printer } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import type { OrderView } from '#contract/orders'
import { BulkStarted } from '#contract/orders/bulk'
import { send } from '#kit/api.ts'
import { t } from '#kit/i18n.ts'
import { useChange } from '#kit/use-change.ts'
import { useMay } from '../../session.ts'

/** Loaded when a slip is printed: few visits to an order print one. */
const BulkRun = lazy(async () => ({ default: (await import('../bulk/bulk-run.tsx')).BulkRun }))

/** A run of one order, so that whoever prints many and whoever prints one read the same slip. */
export function PackingSlip({ order }: { order: OrderView }) {
  const mayShip = useMay('shipping.manage')
  const mayRun = useMay('orders.bulk')
  const [run, setRun] = useState<string>()
  const print = useChange({
    run: () => {
      const body = { action: 'print', document: 'packing_slips' }
      const selection = { orderIds: [order.id] }
      return send('POST', '/orders/bulk', { ...body, selection }, BulkStarted)
    },
  })
  if (!mayShip || !mayRun || !canBePacked(order)) return null
  return (
    <>
      <Button
        variant="default"
        size="xs"
        leftSection={<Printer size={14} aria-hidden />}
        loading={print.isPending}
        onClick={() => print.mutate(undefined, { onSuccess: ({ id }) => setRun(id) })}
      >
        {t('Packing slip')}
      </Button>
      <Suspense>{run && <BulkRun id={run} onShow={setRun} />}</Suspense>
    </>
  )
}

const canBePacked = ({ lifecycle, fulfilment, holds, sentByStore }: OrderView): boolean =>
  lifecycle === 'confirmed' &&
  (fulfilment === 'none' || fulfilment === 'partly_shipped') &&
  holds.length === 0 &&
  !sentByStore
