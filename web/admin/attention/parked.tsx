import { Button, Modal } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { t } from '#kit/i18n.ts'
import { AppLink } from '#kit/link.tsx'
import { Inset } from '#kit/page.tsx'
import { Table, type Columns } from '#kit/table.tsx'
import { Ago } from '#kit/time.tsx'
import { Discard } from '../channels/messages/discard.tsx'
import type { Message } from '../channels/messages/queries.ts'
import { whyWords } from '../channels/messages/why-words.ts'
import { useMay } from '../session.ts'
import type { ListedAmount } from './amounts.ts'
import { StoreLink } from './listings.tsx'
import { Matter } from './matter.tsx'

export const Parked = ({ messages }: { messages: ListedAmount<Message> }) => (
  <Matter
    title={t('Parked messages')}
    amount={messages}
    next={t('could not be read. Open one, mend what it names, and read it again.')}
  >
    <Table
      label={t('Parked messages')}
      columns={columns}
      rows={messages.rows}
      keyOf={({ id }) => id}
      empty={null}
      more={messages.more}
    />
    <GiveUp ids={messages.rows.map(({ id }) => id)} />
  </Matter>
)

/** Of those that are shown, because nobody should give up what nobody has seen. */
function GiveUp({ ids }: { ids: string[] }) {
  const mayDecide = useMay('messages.replay')
  const [opened, { open, close }] = useDisclosure(false)
  if (!mayDecide || ids.length < 2) return null
  const title = t('Give these {{count}} up…', { count: ids.length })
  return (
    <Inset>
      <Button size="xs" variant="default" onClick={open}>
        {title}
      </Button>
      <Modal opened={opened} onClose={close} title={title}>
        <Discard ids={ids} onBack={close} />
      </Modal>
    </Inset>
  )
}

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
        {reason ? whyWords(reason) : t('Open it')}
      </AppLink>
    ),
  },
  { title: t('Store'), cell: ({ storeId }) => <StoreLink storeId={storeId} /> },
  { title: t('Received'), cell: ({ receivedAt }) => <Ago at={receivedAt} /> },
]
