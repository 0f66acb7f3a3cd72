import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Suspense } from 'react'
import type { StoreView } from '#contract/channels'
import { t } from '#kit/i18n.ts'
import { useMay } from '../../../session.ts'
import { listingList } from '../../queries.ts'
import { CreateDialog } from './lazy.ts'

/** Shown as long as the store sells something that has no SKU here. */
export function CreateButton({ store }: { store: StoreView }) {
  const [opened, { open, close }] = useDisclosure(false)
  const mayEdit = useMay('catalog.edit')
  const unmapped = useInfiniteQuery({
    ...listingList(store.id, { listings: 'unmapped' }),
    enabled: mayEdit,
  })
  const isSome = unmapped.data?.pages.some(({ listings }) => listings.length > 0) ?? false
  if (!mayEdit || (!isSome && !opened)) return null
  return (
    <>
      <Button variant="light" size="xs" onClick={open}>
        {t('Create products…')}
      </Button>
      {opened && (
        <Suspense>
          <CreateDialog store={store} onClose={close} />
        </Suspense>
      )}
    </>
  )
}
