import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { OutgoingView as Outgoing } from '#contract/channels/outgoing'
import type { OrderView } from '#contract/orders'
import { fromServer, t } from '#kit/i18n.ts'
import { AppLink } from '#kit/link.tsx'
import { Loaded } from '#kit/loaded.tsx'
import { Money } from '#kit/money.tsx'
import { Inset, Section } from '#kit/page.tsx'
import { Sentence } from '#kit/sentence.tsx'
import { StatusBadge, type Tone } from '#kit/status-badge.tsx'
import { Ago } from '#kit/time.tsx'
import { messageList } from '../../channels/messages/queries.ts'
import { Verdict } from '../../channels/messages/verdict.tsx'
import { useMay } from '../../session.ts'
import { flagWords } from '../flags.ts'
import { outgoingQuery } from '../queries.ts'
import { PUSHES } from '../words.ts'
import { Fact } from './about.tsx'
import { OriginalLink } from './original-link.tsx'
import classes from './order.module.css'
import { TellAgain } from './tell-again.tsx'

/** What the store and we have said to each other about this order. */
export function AtTheStore({ order }: { order: OrderView }) {
  const mayReadStores = useMay('channels.read')
  const mayReadMessages = useMay('messages.read')
  const { id, name } = order.store
  return (
    <Section title={t('At the store')}>
      <Inset>
        <dl className={classes['facts']}>
          <Fact label={t('Store')}>
            {mayReadStores ? (
              <AppLink to="/channels/$storeId" params={{ storeId: id }} inherit>
                {name}
              </AppLink>
            ) : (
              name
            )}
          </Fact>
          {order.externalId !== order.id && (
            <Fact label={t('Number there')}>{order.storeNumber ?? order.externalId}</Fact>
          )}
          {order.storeNumber !== null && order.storeNumber !== order.externalId && (
            <Fact label={t('Its id there')}>{order.externalId}</Fact>
          )}
          {order.flags.length > 0 && (
            <Fact label={t('Unclear there')}>
              <span className={classes['lines']}>
                {order.flags.map((flag) => (
                  <span key={flag}>{flagWords(flag)}</span>
                ))}
              </span>
            </Fact>
          )}
        </dl>
        <Told orderId={order.id} />
        {mayReadMessages && <Heard order={order} />}
      </Inset>
    </Section>
  )
}

function Told({ orderId }: { orderId: string }) {
  const outgoing = useQuery(outgoingQuery(orderId))
  return (
    <Loaded query={outgoing} rows={1}>
      {(data) =>
        data.outgoing.length > 0 && (
          <>
            <h3 className={classes['subject']}>{t('We told it')}</h3>
            <ul className={classes['said']} aria-label={t('What the store was told')}>
              {data.outgoing.map((one) => (
                <ToldOne key={one.id} orderId={orderId} outgoing={one} />
              ))}
            </ul>
          </>
        )
      }
    </Loaded>
  )
}

const STATES: Record<Outgoing['state'], [Tone, string]> = {
  waiting: ['busy', t('Waiting')],
  submitted: ['busy', t('Sent')],
  done: ['good', t('Taken')],
  refused: ['bad', t('Refused')],
}

const NOT_TOLD: [Tone, string] = ['warn', t('Not told')]

function ToldOne({ orderId, outgoing }: ToldProps) {
  const { id, kind, state, amount, problem, reference, refusedBy, mayBePushed } = outgoing
  const [tone, words] = refusedBy === 'us' ? NOT_TOLD : STATES[state]
  return (
    <li>
      <span>
        {PUSHES[kind]} {amount && <Money {...amount} />}
        <small>
          <Ago at={outgoing.updatedAt} />
          {reference && `, ${t('there {{reference}}', { reference })}`}
        </small>
        {problem && <small>{fromServer(problem)}</small>}
        {mayBePushed && (
          <TellAgain
            {...{ orderId, outgoingId: id, what: PUSHES[kind] }}
            isRefund={kind === 'refund'}
          />
        )}
      </span>
      <StatusBadge tone={tone}>{words}</StatusBadge>
    </li>
  )
}

type ToldProps = { orderId: string; outgoing: Outgoing }

const HEARD_SHOWN = 5

function Heard({ order }: { order: OrderView }) {
  const messages = useInfiniteQuery(messageList({ orderId: order.id }, HEARD_SHOWN))
  return (
    <Loaded query={messages} rows={1}>
      {({ pages: [page] }) =>
        page !== undefined &&
        page.messages.length > 0 && (
          <>
            <h3 className={classes['subject']}>{t('It told us')}</h3>
            <ul className={classes['said']} aria-label={t('Messages of the store')}>
              {page.messages.map(({ id, receivedAt, verdict }) => (
                <li key={id}>
                  <OriginalLink messageId={id}>
                    <Sentence
                      says="Original of <time/>"
                      parts={{ time: <Ago at={receivedAt} /> }}
                    />
                  </OriginalLink>
                  <Verdict verdict={verdict} />
                </li>
              ))}
            </ul>
          </>
        )
      }
    </Loaded>
  )
}
