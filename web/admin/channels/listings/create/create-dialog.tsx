import { Button, Modal, Select, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ListingView, StoreView } from '#contract/channels'
import { DialogFoot } from '#kit/dialog-foot.tsx'
import { FormFault } from '#kit/form-fault.tsx'
import { number, plural, t } from '#kit/i18n.ts'
import { Loaded } from '#kit/loaded.tsx'
import { useChange } from '#kit/use-change.ts'
import { STOCK } from '../../../stock/queries.ts'
import { STORES } from '../../queries.ts'
import { createAll, previewOf, type Report, type Wanted } from './report.ts'
import { type Place, usePlace } from './use-place.ts'
import { Counts, LeftOut, Warnings } from './what-happens.tsx'

type CreateDialogProps = {
  store: StoreView
  /** Only this one; all without a SKU otherwise. */
  listing?: ListingView | undefined
  onClose: () => void
}

/** Says what will be made and what is left out, and then what has become of it. */
export function CreateDialog({ store, listing, onClose }: CreateDialogProps) {
  const [report, setReport] = useState<Report>()
  const title = listing ? t('Create a product') : t('Create products from what the store sells')
  const end = (done: Report) => {
    const isAllSaid = done.results.every((one) => !one.reason && !one.barcodeTaken)
    if (isAllSaid) onClose()
    else setReport(done)
  }
  return (
    <Modal opened onClose={onClose} title={title}>
      {report ? (
        <Result report={report} onClose={onClose} />
      ) : (
        <CreateForm store={store} listing={listing} onDone={end} onLeave={onClose} />
      )}
    </Modal>
  )
}

type CreateFormProps = Omit<CreateDialogProps, 'onClose'> & {
  onDone: (report: Report) => void
  onLeave: () => void
}

function CreateForm({ store, listing, onDone, onLeave }: CreateFormProps) {
  const place = usePlace()
  const wanted: Wanted = {
    ...(listing && { listingIds: [listing.id] }),
    ...(place.locationId && { openingStock: { locationId: place.locationId } }),
  }
  const [seen, setSeen] = useState(0)
  const create = useCreate({ storeId: store.id, wanted, onPage: setSeen, onDone })
  // While they are made, fewer and fewer would be left to be made.
  const isAsked = place.isReady && !create.isPending
  const preview = useQuery({ ...previewOf(store.id, wanted), enabled: isAsked })
  const { created = 0, mapped = 0, results = [] } = preview.data ?? {}
  return (
    <Stack gap="md">
      <Text size="sm">
        {listing
          ? t('It becomes a SKU with its title, barcode and price. A new product is a draft.')
          : t(
              'Each becomes a SKU with its title, barcode and price; variants stay together. New products are drafts.',
            )}
      </Text>
      {place.mayCount && <PlaceField place={place} />}
      <Loaded query={preview} rows={3}>
        {(report) => (
          <Stack gap="xs" role="status">
            <Counts of={report} />
            <LeftOut of={report} examples={3} />
            {created + mapped > 0 && (
              <Warnings of={report} counts={place.locationId !== undefined} />
            )}
          </Stack>
        )}
      </Loaded>
      <FormFault error={create.error} />
      <DialogFoot onLeave={onLeave}>
        <Button
          onClick={() => create.mutate()}
          loading={create.isPending}
          disabled={created + mapped === 0}
        >
          {created > 0 || mapped === 0 ? t('Create') : t('Map')}
        </Button>
      </DialogFoot>
      {create.isPending && seen > 0 && (
        <Text size="xs" c="dimmed" role="status">
          {t('{{done}} of {{total}}', { done: number(seen), total: number(results.length) })}
        </Text>
      )}
    </Stack>
  )
}

type Create = {
  storeId: string
  wanted: Wanted
  onPage: (seen: number) => void
  onDone: (report: Report) => void
}

const useCreate = ({ storeId, wanted, onPage, onDone }: Create) =>
  useChange({
    run: async () => {
      const report = await createAll(storeId, wanted, onPage)
      onDone(report)
      return report
    },
    refresh: [...STORES, ...STOCK, ['orders']],
    done: ({ created, mapped }) =>
      created > 0
        ? plural(created, '{{count}} SKU was created.', '{{count}} SKUs were created.')
        : plural(mapped, '{{count}} listing was mapped.', '{{count}} listings were mapped.'),
    faultInPlace: true,
  })

const PlaceField = ({ place: { value, options, choose } }: { place: Place }) => (
  <Select
    label={t('Where the pieces lie that the store shows')}
    description={t(
      'They become your first count there, with those that its open orders still wait for.',
    )}
    data={options}
    value={value}
    allowDeselect={false}
    onChange={(id) => choose(id ?? '')}
  />
)

const Result = ({ report, onClose }: { report: Report; onClose: () => void }) => (
  <Stack gap="md">
    <Stack gap="xs" role="status">
      <Counts of={report} />
      <LeftOut of={report} examples={50} />
    </Stack>
    <Button variant="default" onClick={onClose}>
      {t('Close')}
    </Button>
  </Stack>
)
