import { Button, Modal } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { z } from 'zod'
import type { MovementPage } from '#contract/stock'
import { EmptyFace } from '#kit/faces.tsx'
import { AppLink } from '#kit/link.tsx'
import { Loaded } from '#kit/loaded.tsx'
import { Table, type Columns } from '#kit/table.tsx'
import { Time } from '#kit/time.tsx'
import { asWords } from '../orders/words.ts'
import { movementList } from './queries.ts'

export function MovementsButton({ sku }: { sku: string }) {
  const [opened, { open, close }] = useDisclosure(false)
  return (
    <>
      <Button size="xs" variant="subtle" aria-label={`Movements of ${sku}`} onClick={open}>
        Movements
      </Button>
      {opened && (
        <Modal opened onClose={close} title={`Movements of ${sku}`} size="xl" {...CLOSE}>
          <Movements sku={sku} />
        </Modal>
      )}
    </>
  )
}

const CLOSE = { closeButtonProps: { 'aria-label': 'Close' } }

function Movements({ sku }: { sku: string }) {
  const movements = useInfiniteQuery(movementList(sku))
  const more = { load: movements.fetchNextPage, loading: movements.isFetchingNextPage }
  return (
    <Loaded query={movements}>
      {(data) => (
        <Table
          label={`Movements of ${sku}`}
          columns={columns}
          rows={data.pages.flatMap((page) => page.movements)}
          keyOf={({ id, location }) => `${id} ${location}`}
          empty={<EmptyFace title="Nothing has moved yet." advice="Receive some pieces." />}
          more={movements.hasNextPage ? more : undefined}
        />
      )}
    </Loaded>
  )
}

type Movement = z.output<typeof MovementPage>['movements'][number]

const signed = (pieces: number): string =>
  pieces === 0 ? '–' : pieces.toLocaleString(undefined, { signDisplay: 'exceptZero' })

const columns: Columns<Movement> = [
  { title: 'What', leads: true, cell: ({ type }) => asWords(type) },
  { title: 'When', cell: ({ at }) => <Time at={at} /> },
  { title: 'Location', minor: true, cell: ({ location }) => location },
  { title: 'On hand', align: 'right', cell: ({ onHand }) => signed(onHand) },
  { title: 'Reserved', align: 'right', cell: ({ reserved }) => signed(reserved) },
  { title: 'Why', cell: (movement) => <Why movement={movement} /> },
]

function Why({ movement: { reason, reservationId } }: { movement: Movement }) {
  if (reason) return reason
  if (!reservationId) return ''
  return (
    <AppLink to="/orders/$orderId" params={{ orderId: reservationId }}>
      An order
    </AppLink>
  )
}
