import { Text } from '@mantine/core'
import { useQuery, type UseMutationResult } from '@tanstack/react-query'
import { TakeView } from '#contract/stock/takes'
import { send } from '#kit/api.ts'
import { Confirm } from '#kit/confirm.tsx'
import { EmptyFace } from '#kit/faces.tsx'
import { number, signed, t } from '#kit/i18n.ts'
import { AppLink } from '#kit/link.tsx'
import { Loaded } from '#kit/loaded.tsx'
import { Inset, Page, Section } from '#kit/page.tsx'
import { Sentence } from '#kit/sentence.tsx'
import { Table, type Columns } from '#kit/table.tsx'
import { Time } from '#kit/time.tsx'
import { useChange } from '#kit/use-change.ts'
import { useMay } from '../../session.ts'
import { STOCK } from '../queries.ts'
import { takeRoute } from '../routes.ts'
import { usePlaceName } from '../use-places.ts'
import { CloseFault } from './close-fault.tsx'
import { CountForm } from './count-form.tsx'
import { TAKES, takeQuery, type WholeTake } from './queries.ts'
import { TakeState } from './take-state.tsx'

export function TakePage() {
  const { takeId } = takeRoute.useParams()
  const take = useQuery(takeQuery(takeId))
  return <Loaded query={take}>{(data) => <TheTake take={data} />}</Loaded>
}

function TheTake({ take }: { take: WholeTake }) {
  const placeName = usePlaceName()
  const isOpen = useMay('stock.adjust') && take.state === 'open'
  const close = useChange({
    run: () => send('POST', `/stock/takes/${take.id}/close`, {}, TakeView),
    refresh: [...TAKES, ...STOCK],
    done: t('Booked. Every channel is told the new numbers.'),
    faultInPlace: true,
  })
  return (
    <Page
      title={t('Stock take at {{location}}', { location: placeName(take.location) })}
      description={
        <>
          <AppLink to="/stock/takes">{t('All stock takes')}</AppLink>
          {' · '}
          <Sentence
            says="Begun by {{name}}, <time/>"
            values={{ name: take.openedBy }}
            parts={{ time: <Time at={take.openedAt} /> }}
          />
          {take.note && `: ${take.note}`}
        </>
      }
      actions={isOpen && <Ends take={take} close={close} />}
    >
      {isOpen && <CloseFault error={close.error} take={take} />}
      <Section title={t('Counted')} actions={<TakeState state={take.state} />}>
        {isOpen && (
          <Inset>
            <CountForm takeId={take.id} />
          </Inset>
        )}
        <Table
          label={t('Counted')}
          columns={columns}
          rows={take.lines}
          keyOf={({ sku }) => sku}
          empty={
            <EmptyFace
              title={t('Nothing yet.')}
              advice={t('The first SKU that is counted stands here.')}
            />
          }
        />
      </Section>
    </Page>
  )
}

type Line = WholeTake['lines'][number]

const columns: Columns<Line> = [
  { title: 'SKU', leads: true, cell: ({ sku }) => sku },
  { title: t('By the books'), align: 'right', cell: ({ expected }) => number(expected) },
  { title: t('Counted'), align: 'right', cell: ({ counted }) => number(counted) },
  { title: t('Difference'), align: 'right', cell: (line) => <Difference line={line} /> },
  { title: t('By'), minor: true, cell: ({ countedBy }) => countedBy },
]

/** A part that was corrected in another way since is said, or the sum would look wrong. */
const Difference = ({ line: { difference, corrected } }: { line: Line }) => (
  <>
    {signed(difference)}
    {corrected !== 0 && (
      <Text size="xs" c="dimmed">
        {t('{{pieces}} corrected since', { pieces: signed(corrected) })}
      </Text>
    )}
  </>
)

type Close = Pick<UseMutationResult<unknown, Error, void>, 'isPending' | 'mutateAsync'>

function Ends({ take, close }: { take: WholeTake; close: Close }) {
  const drop = useChange({
    run: () => send('DELETE', `/stock/takes/${take.id}`),
    refresh: TAKES,
    done: t('Dropped. Nothing was booked.'),
  })
  return (
    <>
      <Confirm
        label={t('Drop')}
        title={t('Drop this stock take')}
        says={t('What was counted stays here to be read, and nothing of it is booked.')}
        verb={t('Drop it')}
        button={{ size: 'sm' }}
        busy={drop.isPending}
        onConfirm={() => drop.mutateAsync()}
      />
      <Confirm
        label={t('Book the differences')}
        title={t('Book the differences')}
        says={differenceWords(take.lines)}
        verb={t('Book them')}
        color="water"
        button={{ size: 'sm', variant: 'filled', disabled: take.lines.length === 0 }}
        busy={close.isPending}
        onConfirm={() => close.mutateAsync()}
      />
    </>
  )
}

function differenceWords(lines: readonly Line[]): string {
  const wrong = lines.filter(({ difference }) => difference !== 0)
  const pieces = wrong.reduce((sum, { difference }) => sum + difference, 0)
  return t(
    '{{wrong}} of {{all}} SKUs differ from the books, by {{pieces}} in all. All or none is booked.',
    { wrong: wrong.length, all: lines.length, pieces: signed(pieces) },
  )
}
