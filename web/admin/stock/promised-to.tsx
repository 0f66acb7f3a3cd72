import { Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { z } from 'zod'
import type { PromiseList } from '#contract/stock'
import { number, t } from '#kit/i18n.ts'
import { AppLink } from '#kit/link.tsx'
import { Loaded } from '#kit/loaded.tsx'
import { type Columns, Table } from '#kit/table.tsx'
import { PlaceName } from './place-name.tsx'
import { promiseList } from './queries.ts'

/** Who stands in the way of a loss, and the two ways to book it all the same. */
export function PromisedTo({ sku, location }: { sku: string; location?: string }) {
  const promises = useQuery(promiseList(sku))
  return (
    <Loaded query={promises}>
      {(data) => (
        <Stack gap="sm">
          <Text size="sm">
            {t(
              'These pieces are promised, the newest promise first. If they are lost: cancel an ' +
                'order that shall not get them. Or allow as many back-orders here as are missing: ' +
                'then the loss can be booked, and the newest orders wait for the next delivery.',
            )}
          </Text>
          <Table
            label={t('Promised to')}
            columns={columns}
            rows={data.promises.filter((one) => !location || one.location === location)}
            keyOf={({ reservationId, location: at }) => `${reservationId} ${at}`}
            empty={<Text size="sm">{t('Nothing of it is promised any more.')}</Text>}
          />
        </Stack>
      )}
    </Loaded>
  )
}

type Promised = z.output<typeof PromiseList>['promises'][number]

const columns: Columns<Promised> = [
  { title: t('Promised to'), leads: true, cell: (promised) => <Holder promised={promised} /> },
  { title: t('Location'), cell: ({ location }) => <PlaceName code={location} /> },
  { title: t('Pieces'), align: 'right', cell: ({ pieces }) => number(pieces) },
]

const Holder = ({ promised: { orderNumber, reservationId } }: { promised: Promised }) =>
  orderNumber === null ? (
    t('Kept by hand')
  ) : (
    <AppLink to="/orders/$orderId" params={{ orderId: reservationId }} inherit>
      {orderNumber}
    </AppLink>
  )
