import { Button, Select, TextInput } from '@mantine/core'
import { useSessionStorage } from '@mantine/hooks'
import type { z } from 'zod'
import { MovedManyView } from '#contract/stock'
import { send } from '#kit/api.ts'
import { EmptyFace } from '#kit/faces.tsx'
import { FormFault } from '#kit/form-fault.tsx'
import { fromServer, number, plural, t } from '#kit/i18n.ts'
import { AppLink } from '#kit/link.tsx'
import { Inset, Page, Section } from '#kit/page.tsx'
import { fieldFaults } from '#kit/problem.ts'
import { Table, type Columns } from '#kit/table.tsx'
import { useChange } from '#kit/use-change.ts'
import { useOwn } from '../../session.ts'
import { STOCK } from '../queries.ts'
import classes from '../stock.module.css'
import { usePlaces } from '../use-places.ts'
import { PieceForm } from './piece-form.tsx'

type Piece = { sku: string; quantity: number; fault?: string | undefined }
type Delivery = { location: string; reason: string; pieces: Piece[] }

const NOTHING: Delivery = { location: 'main', reason: '', pieces: [] }

/** What came in, SKU by SKU. It is kept in this window until it is booked. */
export function ReceivePage() {
  const [delivery, setDelivery] = useSessionStorage({
    ...{ key: useOwn('penstock-delivery'), defaultValue: NOTHING },
  })
  const { pieces } = delivery
  const book = useBook(delivery)
  const add = ({ sku, quantity }: Piece) => {
    const before = pieces.find((piece) => piece.sku === sku)?.quantity ?? 0
    const others = pieces.filter((piece) => piece.sku !== sku)
    setDelivery({ ...delivery, pieces: [{ sku, quantity: before + quantity }, ...others] })
  }
  const remove = (sku: string) =>
    setDelivery({ ...delivery, pieces: pieces.filter((piece) => piece.sku !== sku) })
  return (
    <Page
      title={t('Receive a delivery')}
      description={<AppLink to="/stock">{t('All stock')}</AppLink>}
      actions={<Book {...{ delivery, book }} onBooked={setDelivery} />}
    >
      <FormFault error={book.error} />
      <Section title={t('Delivery')} bare={<Head delivery={delivery} onChange={setDelivery} />}>
        <Inset>
          <PieceForm onAdd={add} />
        </Inset>
        <Table
          label={t('Came in')}
          columns={columnsFor(remove)}
          rows={pieces}
          keyOf={({ sku }) => sku}
          empty={
            <EmptyFace
              title={t('Nothing yet.')}
              advice={t('Scan the first SKU of the delivery.')}
            />
          }
        />
      </Section>
    </Page>
  )
}

type HeadProps = { delivery: Delivery; onChange: (delivery: Delivery) => void }

function Head({ delivery, onChange }: HeadProps) {
  const places = usePlaces()
  return (
    <Inset>
      <div className={classes['head']}>
        <Select
          label={t('Where to')}
          allowDeselect={false}
          data={places}
          value={delivery.location}
          onChange={(location) => onChange({ ...delivery, location: location ?? 'main' })}
        />
        <TextInput
          label={t('Reason')}
          placeholder={t('Such as the number of the delivery note')}
          maxLength={200}
          value={delivery.reason}
          onChange={(event) => onChange({ ...delivery, reason: event.currentTarget.value })}
        />
      </div>
    </Inset>
  )
}

const columnsFor = (remove: (sku: string) => void): Columns<Piece> => [
  { title: 'SKU', leads: true, cell: ({ sku }) => sku },
  { title: t('Pieces'), align: 'right', cell: ({ quantity }) => number(quantity) },
  { title: t('What is wrong'), cell: ({ fault }) => fault ?? '' },
  {
    title: t('Actions'),
    actions: true,
    cell: ({ sku }) => (
      <Button
        size="xs"
        variant="default"
        aria-label={t('Remove {{name}}', { name: sku })}
        onClick={() => remove(sku)}
      >
        {t('Remove')}
      </Button>
    ),
  },
]

/** What was refused stays on the list with its reason; all else is booked. */
const useBook = ({ location, reason, pieces }: Delivery) =>
  useChange({
    run: () => {
      const common = { type: 'received', location, ...(reason && { reason }) }
      const movements = pieces.map(({ sku, quantity }) => ({ ...common, sku, quantity }))
      return send('POST', '/stock/movements/batch', { movements }, MovedManyView)
    },
    refresh: STOCK,
    done: ({ moved, refused }) => t('Booked: {{moved}}. Refused: {{refused}}.', { moved, refused }),
    faultInPlace: true,
  })

type BookProps = {
  delivery: Delivery
  book: ReturnType<typeof useBook>
  onBooked: (left: Delivery) => void
}

function Book({ delivery, book, onBooked }: BookProps) {
  const { pieces } = delivery
  return (
    <Button
      disabled={pieces.length === 0}
      loading={book.isPending}
      onClick={() =>
        book.mutate(undefined, {
          onSuccess: ({ results }) => onBooked({ ...delivery, pieces: refusedOf(pieces, results) }),
          onError: (error) => onBooked({ ...delivery, pieces: faultyOf(pieces, error) }),
        })
      }
    >
      {plural(
        pieces.reduce((sum, { quantity }) => sum + quantity, 0),
        'Book one piece',
        'Book {{count}} pieces',
      )}
    </Button>
  )
}

type Results = z.output<typeof MovedManyView>['results']

const refusedOf = (pieces: readonly Piece[], results: Results): Piece[] =>
  pieces.flatMap((piece, index): Piece[] => {
    const result = results[index]
    return result && 'problem' in result
      ? [{ ...piece, fault: fromServer(result.problem.detail) }]
      : []
  })

/** A value that cannot be read keeps all of them from being booked; its line says why. */
function faultyOf(pieces: readonly Piece[], error: unknown): Piece[] {
  const faults = fieldFaults(error)
  return pieces.map(({ sku, quantity }, index) => ({
    ...{ sku, quantity },
    fault: faults[`movements.${index}.sku`] ?? faults[`movements.${index}.quantity`],
  }))
}
