import { Button } from '@mantine/core'
import { PushAccepted } from '#contract/channels/outgoing'
import { send } from '#kit/api.ts'
import { t } from '#kit/i18n.ts'
import { useChange } from '#kit/use-change.ts'
import { useMay } from '../../session.ts'

type TellAgainProps = {
  orderId: string
  outgoingId: string
  what: string
  isRefund: boolean
}

/** The store has refused it, or its job has failed for good: without the reason it is told. */
export function TellAgain({ orderId, outgoingId, what, isRefund }: TellAgainProps) {
  const mayManage = useMay(isRefund ? 'payments.refund' : 'channels.manage')
  const list = isRefund ? 'refunds' : 'outgoing'
  const push = useChange({
    run: () =>
      send('POST', `/orders/${orderId}/${list}/${outgoingId}/pushes`, undefined, PushAccepted),
    refresh: [['orders', orderId]],
    done: t('The store is being told again. If it refuses, that stands here.'),
  })
  if (!mayManage) return null
  return (
    <Button
      size="compact-xs"
      variant="default"
      aria-label={t('Push again: {{what}}', { what })}
      loading={push.isPending}
      onClick={() => push.mutate()}
    >
      {t('Push again')}
    </Button>
  )
}
