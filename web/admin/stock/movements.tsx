import { useInfiniteQuery } from '@tanstack/react-query'
import type { z } from 'zod'
import type { MovementPage } from '#contract/stock'
import { asWords } from '#kit/as-words.ts'
import { DialogButton } from '#kit/dialog-button.tsx'
import { EmptyFace } from '#kit/faces.tsx'
import { number, signed, t } from '#kit/i18n.ts'
import { AppLink } from '#kit/link.tsx'
import { Loaded } from '#kit/loaded.tsx'
import { type Columns, moreOf, Table } from '#kit/table.tsx'
import { Time } from '#kit/time.tsx'
import { PlaceName } from './place-name.tsx'
import { movementList } from './queries.ts'

export function MovementsButton({ sku }: { sku: string }) {
  const title = t('Movements of {{sku}}', { sku })
  return (
    <DialogButton
      words={t('Movements')}
      aria-label={title}
      title={title}
      dialogSize="xl"
      size="xs"
      px="xs"
      variant="subtle"
    >
      {() => <Movements sku={sku} />}
    </DialogButton>
  )
}

function Movements({ sku }: { sku: string }) {
  const movements = useInfiniteQuery(movementList(sku))
  return (
    <Loaded query={movements}>
      {(data) => (
        <Table
          label={t('Movements of {{sku}}', { sku })}
          columns={columns}
          rows={data.pages.flatMap((page) => page.movements)}
          keyOf={({ id, location }) => `${id} ${location}`}
          empty={
            <EmptyFace title={t('Nothing has moved yet.')} advice={t('Receive some pieces.')} />
          }
          more={moreOf(movements)}
        />
      )}
    </Loaded>
  )
}

type Movement = z.output<typeof MovementPage>['movements'][number]

const moved = (pieces: number): string => (pieces === 0 ? '–' : signed(pieces))

const columns: Columns<Movement> = [
  { title: t('What'), leads: true, cell: ({ type }) => asWords(type) },
  { title: t('When'), cell: ({ at }) => <Time at={at} /> },
  { title: t('Who'), cell: ({ actor }) => whoIs(actor) },
  { title: t('Location'), minor: true, cell: ({ location }) => <PlaceName code={location} /> },
  { title: t('On hand'), align: 'right', cell: ({ onHand }) => moved(onHand) },
  { title: t('On hand then'), align: 'right', cell: ({ left }) => number(left.onHand) },
  { title: t('Reserved'), align: 'right', cell: ({ reserved }) => moved(reserved) },
  { title: t('Why'), cell: (movement) => <Why movement={movement} /> },
]

const ITSELF = new Set(['job', 'system'])

const whoIs = ({ type, name }: Movement['actor']): string =>
  name ?? (ITSELF.has(type) ? 'Penstock' : '–')

function Why({ movement: { reason, reservationId, orderNumber } }: { movement: Movement }) {
  if (reason || !reservationId || !orderNumber) return reason ?? ''
  return (
    <AppLink to="/orders/$orderId" params={{ orderId: reservationId }} inherit>
      {orderNumber}
    </AppLink>
  )
}
