import { Button } from '@mantine/core'
import { SyncAccepted } from '#contract/intake'
import type { StoreView } from '#contract/channels'
import { send } from '#kit/api.ts'
import { t } from '#kit/i18n.ts'
import { useChange } from '#kit/use-change.ts'
import { STORES } from '../queries.ts'

type CompareNowProps = { store: StoreView; label?: string }

/** Asks the platform for its orders at once; `label` where the page does not say of which store. */
export function CompareNow({ store, label }: CompareNowProps) {
  const ask = useChange({
    run: () => send('POST', `/stores/${store.id}/sync`, {}, SyncAccepted),
    refresh: STORES,
    done: t('{{name}} is being asked for its orders.', { name: store.name }),
  })
  return (
    <Button
      variant="default"
      size="xs"
      aria-label={label}
      loading={ask.isPending}
      onClick={() => ask.mutate()}
    >
      {t('Compare now')}
    </Button>
  )
}
