import { SegmentedControl } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { EmptyFace } from '#kit/faces.tsx'
import { FilterBar } from '#kit/filter-bar.tsx'
import { t } from '#kit/i18n.ts'
import { AppLink } from '#kit/link.tsx'
import { Loaded } from '#kit/loaded.tsx'
import { Page, Section } from '#kit/page.tsx'
import { Sentence } from '#kit/sentence.tsx'
import { type Columns, moreOf, Table } from '#kit/table.tsx'
import { Time } from '#kit/time.tsx'
import classes from '../channels.module.css'
import { storeQuery } from '../queries.ts'
import { messagesRoute } from '../routes.ts'
import { MessageDetail } from './message-detail.tsx'
import { isOfOther } from './of-other.ts'
import { OrderOf } from './order-of.tsx'
import { messageList, type Message } from './queries.ts'
import { whyWords } from './why-words.ts'
import { Verdict } from './verdict.tsx'

export function MessagesPage() {
  const { storeId } = messagesRoute.useParams()
  const { message } = messagesRoute.useSearch()
  const navigate = messagesRoute.useNavigate()
  const { data: store } = useQuery(storeQuery(storeId))
  return (
    <Page
      title={t('Messages')}
      description={
        <Sentence
          says="What <link>{{store}}</link> has sent, each as it came, and what became of it."
          values={{ store: store?.name ?? t('the store') }}
          parts={{ link: <AppLink to="/channels/$storeId" params={{ storeId }} /> }}
        />
      }
    >
      <Section title={t('Messages')} bare={<Filters />}>
        <MessageTable storeId={storeId} />
      </Section>
      {message && (
        <MessageDetail
          key={message}
          id={message}
          onClose={() => void navigate({ search: ({ verdict }) => ({ verdict }) })}
        />
      )}
    </Page>
  )
}

function Filters() {
  const { verdict = 'all' } = messagesRoute.useSearch()
  const navigate = messagesRoute.useNavigate()
  return (
    <FilterBar>
      <div>
        <SegmentedControl
          size="xs"
          aria-label={t('Which messages')}
          value={verdict}
          onChange={(value) =>
            void navigate({ search: { verdict: value === 'parked' ? value : undefined } })
          }
          data={[
            { value: 'all', label: t('All') },
            { value: 'parked', label: t('Parked') },
          ]}
        />
      </div>
    </FilterBar>
  )
}

function MessageTable({ storeId }: { storeId: string }) {
  const { verdict } = messagesRoute.useSearch()
  const messages = useInfiniteQuery(messageList({ storeId, verdict }))
  return (
    <Loaded query={messages} rows={8}>
      {(data) => (
        <Table
          label={t('Messages')}
          columns={columns}
          rows={data.pages.flatMap((page) => page.messages)}
          keyOf={(message) => message.id}
          empty={verdict ? NONE_PARKED : NOTHING_YET}
          more={moreOf(messages)}
        />
      )}
    </Loaded>
  )
}

const columns: Columns<Message> = [
  {
    title: t('Received'),
    leads: true,
    cell: ({ id, storeId, receivedAt }) => (
      <AppLink
        to="/channels/$storeId/messages"
        params={{ storeId }}
        search={(before) => ({ ...before, message: id })}
        inherit
      >
        <Time at={receivedAt} style="second" />
      </AppLink>
    ),
  },
  {
    title: t('Topic'),
    cell: ({ topic, source }) =>
      topic ?? (source === 'fetched' ? t('Asked for by us') : t('Order')),
  },
  { title: t('Order'), cell: (message) => <OrderOf message={message} /> },
  {
    title: t('Why'),
    cell: ({ reason }) => reason && <span className={classes['why']}>{whyWords(reason)}</span>,
  },
  {
    ...{ title: t('Outcome'), aside: true },
    cell: (message) => <Verdict verdict={message.verdict} isOfOther={isOfOther(message)} />,
  },
]

const NOTHING_YET = (
  <EmptyFace
    title={t('No message yet.')}
    advice={t('Each one that this store sends is kept here, with its original.')}
  />
)

const NONE_PARKED = (
  <EmptyFace
    title={t('None is parked.')}
    advice={t(
      'All that this store has sent could be read. What is still being fetched stands under All.',
    )}
  />
)
