import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { timeFormat } from '#kit/formats.ts'
import { t } from '#kit/i18n.ts'
import { Loaded } from '#kit/loaded.tsx'
import { Inset, Section } from '#kit/page.tsx'
import { usePlace } from '#kit/place.ts'
import { dayAt, daysAfter } from '#kit/days.ts'
import { formatUtc, useNow } from '#kit/time.tsx'
import { useMay } from '../../session.ts'
import { timelineQuery, type TimelineEvent } from '../queries.ts'
import { actorWords, causeWords, messageOf } from './actor-words.ts'
import { byDay } from './days.ts'
import classes from './order.module.css'
import { OriginalLink } from './original-link.tsx'
import { useTell } from './use-tell.ts'

export function Timeline({ orderId, head }: { orderId: string; head: ReactNode }) {
  const timeline = useQuery(timelineQuery(orderId))
  const { timeZone } = usePlace()
  return (
    <Section title={t('Timeline')}>
      {head}
      <Inset>
        <Loaded query={timeline}>
          {({ events }) =>
            byDay(events, timeZone).map(([day, ofDay]) => (
              <section key={day} className={classes['day']}>
                <h3>
                  <Day day={day} />
                </h3>
                <ol>
                  {ofDay.map((event) => (
                    <Moment key={event.position} event={event} events={events} />
                  ))}
                </ol>
              </section>
            ))
          }
        </Loaded>
      </Inset>
    </Section>
  )
}

function Day({ day }: { day: string }) {
  const { timeZone, language } = usePlace()
  const today = dayAt(useNow(), timeZone)
  if (day === today) return t('Today')
  if (day === daysAfter(today, -1)) return t('Yesterday')
  // Midnight in UTC of a day that is already the shop's own.
  return timeFormat(language, { dateStyle: 'full', timeZone: 'UTC' }).format(new Date(day))
}

type MomentProps = { event: TimelineEvent; events: readonly TimelineEvent[] }

function Moment({ event, events }: MomentProps) {
  const { what, detail } = useTell()(event)
  const cause = causeWords(event, events)
  const messageId = useMay('messages.read') ? messageOf(event) : undefined
  return (
    <li>
      <Clock at={event.at} />
      <div>
        <strong>{what}</strong>
        {detail && <p>{detail}</p>}
        <small>
          {actorWords(event.actor)}
          {cause && ' · '}
          {messageId ? <OriginalLink messageId={messageId}>{cause}</OriginalLink> : cause}
        </small>
      </div>
    </li>
  )
}

function Clock({ at }: { at: string }) {
  const { timeZone, language } = usePlace()
  const date = new Date(at)
  const words = timeFormat(language, { timeStyle: 'medium', timeZone }).format(date)
  return (
    <time dateTime={at} title={formatUtc(date)}>
      {words}
    </time>
  )
}
