import { Button } from '@mantine/core'
import { ListingView } from '#contract/channels'
import { send } from '#kit/api.ts'
import { t } from '#kit/i18n.ts'
import { useChange } from '#kit/use-change.ts'
import { useMay } from '../../session.ts'
import { STORES } from '../queries.ts'

/** Whether the server takes it: of others there is no number to push. */
const hasNumber = ({ sku, state }: ListingView): boolean => sku !== null && state === 'active'

/** The number of now, whatever the store said to the last one. */
export function PushAgain({ storeId, listing }: { storeId: string; listing: ListingView }) {
  const { id, title, externalSku } = listing
  const mayPush = useMay('channels.manage')
  const name = title || externalSku || t('this listing')
  const push = useChange({
    run: () => send('POST', `/stores/${storeId}/listings/${id}/pushes`, {}, ListingView),
    refresh: STORES,
    done: t('The stock of {{name}} is being sent again. If it is refused, it comes back here.', {
      name,
    }),
  })
  if (!mayPush || !hasNumber(listing)) return null
  return (
    <Button
      size="xs"
      variant="default"
      aria-label={t('Push again: {{what}}', { what: name })}
      loading={push.isPending}
      onClick={() => push.mutate()}
    >
      {t('Push again')}
    </Button>
  )
}
