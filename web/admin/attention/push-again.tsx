import { Button } from '@mantine/core'
import { ListingView } from '#contract/channels'
import { send } from '#kit/api.ts'
import { useChange } from '#kit/use-change.ts'
import { type NeedyListing, STORES } from '../channels/queries.ts'

/** The number of now, whatever the store said to the last one. */
export function PushAgain({ listing }: { listing: NeedyListing }) {
  const { id, storeId, title, externalSku } = listing
  const name = title || externalSku || 'this listing'
  const push = useChange({
    run: () => send('POST', `/stores/${storeId}/listings/${id}/pushes`, {}, ListingView),
    refresh: STORES,
    done: `The stock of ${name} is being sent again. If it is refused, it comes back here.`,
  })
  return (
    <Button
      size="xs"
      variant="default"
      aria-label={`Push ${name} again`}
      loading={push.isPending}
      onClick={() => push.mutate()}
    >
      Push again
    </Button>
  )
}
