import { Button, Tooltip, VisuallyHidden } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useId } from 'react'
import type { OrderView } from '#contract/orders'
import { fromServer, t } from '#kit/i18n.ts'
import { useMay } from '../../session.ts'
import { refundableQuery } from '../queries.ts'
import { RefundDialog } from './refund-dialog.tsx'

const PAID: ReadonlySet<string> = new Set(['paid', 'partly_refunded'])

/** Where the money cannot be given back from here, the button says why instead of trying. */
export function RefundButton({ order }: { order: OrderView }) {
  const isAllowed = useMay('payments.refund')
  const isAsked = isAllowed && PAID.has(order.payment)
  const { data } = useQuery({ ...refundableQuery(order), enabled: isAsked })
  const [opened, { open, close }] = useDisclosure(false)
  // An order of our own is cancelled, and its money goes back by that.
  if (!isAsked || !data || data.platform === '') return null
  if (data.why !== null) return <NoRefund why={fromServer(data.why)} />
  return (
    <>
      <Button variant="default" onClick={open}>
        {t('Refund')}
      </Button>
      {opened && <RefundDialog {...{ order, refundable: data }} onClose={close} />}
    </>
  )
}

/** Can still be reached by the keyboard, so that everybody learns the reason. */
function NoRefund({ why }: { why: string }) {
  const id = useId()
  return (
    <>
      <Tooltip label={why} multiline w={280} events={{ hover: true, focus: true, touch: true }}>
        <Button variant="default" data-disabled aria-disabled aria-describedby={id}>
          {t('Refund')}
        </Button>
      </Tooltip>
      <VisuallyHidden id={id}>{why}</VisuallyHidden>
    </>
  )
}
