import { useInfiniteQuery } from '@tanstack/react-query'
import { number, t } from '#kit/i18n.ts'
import { AppLink } from '#kit/link.tsx'
import { Table, type Columns } from '#kit/table.tsx'
import { Ago } from '#kit/time.tsx'
import { messageList, type Message } from '../channels/messages/queries.ts'
import { useMay } from '../session.ts'
import { StoreLink } from './listings.tsx'
import { type Amount, Matter } from './matter.tsx'

type ParkedAmount = Amount & {
  messages: Message[]
  more: { load: () => unknown; loading: boolean } | undefined
}

const SHOWN = 20

export function useParked(): ParkedAmount {
  const enabled = useMay('messages.read')
  const found = useInfiniteQuery({ ...messageList({ verdict: 'parked' }, SHOWN), enabled })
  const messages = found.data?.pages.flatMap((page) => page.messages) ?? []
  const { isLoading, error, hasNextPage } = found
  return {
    ...{ messages, isLoading, error, count: messages.length },
    words: `${number(messages.length)}${hasNextPage ? '+' : ''}`,
    more: hasNextPage
      ? { load: found.fetchNextPage, loading: found.isFetchingNextPage }
      : undefined,
  }
}

export const Parked = ({ messages }: { messages: ParkedAmount }) => (
  <Matter
    title={t('Parked messages')}
    amount={messages}
    next={t('could not be read. Open one, mend what it names, and read it again.')}
  >
    <Table
      label={t('Parked messages')}
      columns={columns}
      rows={messages.messages}
      keyOf={({ id }) => id}
      empty={null}
      more={messages.more}
    />
  </Matter>
)

const columns: Columns<Message> = [
  {
    title: t('What is wrong'),
    leads: true,
    cell: ({ id, storeId, reason }) => (
      <AppLink
        to="/channels/$storeId/messages"
        params={{ storeId }}
        search={{ verdict: 'parked', message: id }}
        inherit
      >
        {reason ?? t('Open it')}
      </AppLink>
    ),
  },
  { title: t('Store'), cell: ({ storeId }) => <StoreLink storeId={storeId} /> },
  { title: t('Came'), cell: ({ receivedAt }) => <Ago at={receivedAt} /> },
]
