import { useState } from 'react'
import { asWords } from '#kit/as-words.ts'
import { t } from '#kit/i18n.ts'
import { AppLink } from '#kit/link.tsx'
import type { LiveEvent } from '#kit/live.ts'
import { Money } from '#kit/money.tsx'
import { Inset, Section } from '#kit/page.tsx'
import { Ago } from '#kit/time.tsx'
import { useEvents } from '../live/use-live.ts'
import classes from './overview.module.css'

const SHOWN_MAX = 12

/** What happens to orders while one looks; what happened before stands in the lists. */
export function LiveFeed() {
  const [events, setEvents] = useState<LiveEvent[]>([])
  useEvents('orders', (more) =>
    setEvents((before) => [...more.toReversed(), ...before].slice(0, SHOWN_MAX)),
  )
  return (
    <Section title={t('Happening now')} description={t('Orders, as they are placed and changed.')}>
      {events.length === 0 ? (
        <Inset>
          <p className={classes['quiet']}>{t('Nothing since you opened this page.')}</p>
        </Inset>
      ) : (
        <ol className={classes['feed']} aria-label={t('Happening now')}>
          {events.map((event) => (
            <li key={`${event.at} ${event.event} ${event.subject.id}`}>
              <Line event={event} />
            </li>
          ))}
        </ol>
      )}
    </Section>
  )
}

function Line({ event: { event, subject, at, facts } }: { event: LiveEvent }) {
  const { number, grandTotalMinor, currency } = facts
  return (
    <>
      <AppLink to="/orders/$orderId" params={{ orderId: subject.id }} size="sm">
        {typeof number === 'string' ? number : t('Order')}
      </AppLink>
      <span>{asWords(event)}</span>
      {typeof grandTotalMinor === 'number' && typeof currency === 'string' && (
        <Money minor={grandTotalMinor} currency={currency} />
      )}
      <Ago at={at} />
    </>
  )
}
