import { Modal, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { CodeBlock } from '#kit/code-block.tsx'
import { Facts } from '#kit/facts.tsx'
import { plural, t } from '#kit/i18n.ts'
import { indented } from '#kit/indented.ts'
import { AppLink } from '#kit/link.tsx'
import { Loaded } from '#kit/loaded.tsx'
import { Notice } from '#kit/notice.tsx'
import { Time } from '#kit/time.tsx'
import classes from '../channels.module.css'
import { MessageDecision } from './message-decision.tsx'
import { isOfOther } from './of-other.ts'
import { OrderOf } from './order-of.tsx'
import { messageQuery, type WholeMessage } from './queries.ts'
import { whyWords } from './why-words.ts'
import { statusWords, Verdict } from './verdict.tsx'

type MessageDetailProps = { id: string; onClose: () => void }

/** What came, as it came, and what can become of it yet. */
export function MessageDetail({ id, onClose }: MessageDetailProps) {
  const message = useQuery(messageQuery(id))
  return (
    <Modal opened onClose={onClose} title={t('Message')} size="xl">
      <Loaded query={message} rows={8}>
        {(data) => <Detail message={data} />}
      </Loaded>
    </Modal>
  )
}

const Detail = ({ message }: { message: WholeMessage }) => (
  <Stack gap="md">
    {message.verdict === 'parked' && message.reason && (
      <Notice tone="warn">{whyWords(message.reason)}</Notice>
    )}
    <Facts of={factsOf(message)} />
    {message.results && <Results results={message.results} />}
    <CodeBlock title={t('Headers')} value={message.headers} />
    <Original message={message} />
    <MessageDecision message={message} />
  </Stack>
)

const factsOf = (message: WholeMessage) =>
  [
    [
      t('Outcome'),
      <Verdict key="verdict" verdict={message.verdict} isOfOther={isOfOther(message)} />,
    ],
    [t('Order'), <OrderOf key="order" message={message} />],
    [t('Received'), <Time key="came" at={message.receivedAt} style="second" />],
    [t('How'), message.source === 'sent' ? t('Sent by the platform') : t('Asked for by us')],
    [t('Topic'), message.topic],
    [t('Delivery'), message.deliveryKey],
    [t('Size'), plural(message.bodyBytes, '{{count}} byte', '{{count}} bytes')],
    [t('Read'), plural(message.attempts, 'Once', '{{count}} times')],
    [t('Why'), message.verdict === 'parked' ? null : message.reason && whyWords(message.reason)],
  ] as const

/** A message may hold many orders, and each has its own fate. */
const Results = ({ results }: { results: NonNullable<WholeMessage['results']> }) => (
  <ul className={classes['results']} aria-label={t('Orders in it')}>
    {results.map(({ status, externalId, orderId, reason }, index) => (
      <li key={index}>
        {orderId ? (
          <AppLink to="/orders/$orderId" params={{ orderId }} inherit>
            {externalId ?? t('Order')}
          </AppLink>
        ) : (
          (externalId ?? t('Not known'))
        )}
        {`: ${statusWords(status)}`}
        {reason && ` (${whyWords(reason)})`}
      </li>
    ))}
  </ul>
)

function Original({ message: { text, body } }: { message: WholeMessage }) {
  if (body === null) return <Notice tone="quiet">{t('The original is not kept any more.')}</Notice>
  if (text === null) return <CodeBlock title={t('Original, as base64')} value={body} />
  return <CodeBlock title={t('Original')} value={laidOut(text)} />
}

/** In lines, where it is JSON without them; long numbers keep their figures. */
const laidOut = (text: string): string => (text.includes('\n') ? text : indented(text))
