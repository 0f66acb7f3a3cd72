import { useQuery } from '@tanstack/react-query'
import type { StoreView } from '#contract/channels'
import { EmptyFace } from '#kit/faces.tsx'
import { timeFormat } from '#kit/formats.ts'
import { t } from '#kit/i18n.ts'
import { AppLink } from '#kit/link.tsx'
import { Loaded } from '#kit/loaded.tsx'
import { Section } from '#kit/page.tsx'
import { usePlace } from '#kit/place.ts'
import { Sentence } from '#kit/sentence.tsx'
import { StatusBadge } from '#kit/status-badge.tsx'
import { dayAt } from '#kit/days.ts'
import { formatTime, formatUtc, useNow } from '#kit/time.tsx'
import { completenessQuery, storeList } from '../channels/queries.ts'
import { inOrderOfCare, isWell, StoreState } from '../channels/store-state.tsx'
import classes from './overview.module.css'

/** Whether each store is well, and up to when it is proved that nothing is missing. */
export function ChannelHealth() {
  const stores = useQuery(storeList)
  return (
    <Section
      title={t('Channels')}
      actions={
        <AppLink to="/channels" size="sm">
          {t('All channels')}
        </AppLink>
      }
    >
      <Loaded query={stores} rows={3}>
        {(data) => <Stores stores={data.stores.filter(isAsked)} />}
      </Loaded>
    </Section>
  )
}

const SHOWN_MAX = 8

/** Our own website keeps nothing that could be missing here. */
const isAsked = ({ platform }: StoreView): boolean => platform !== 'website'

function Stores({ stores }: { stores: StoreView[] }) {
  if (stores.length === 0) return NONE
  return (
    <ul className={classes['checks']} aria-label={t('Channels')}>
      {inOrderOfCare(stores)
        .slice(0, SHOWN_MAX)
        .map((store) => (
          <li key={store.id}>
            <AppLink to="/channels/$storeId" params={{ storeId: store.id }} size="sm">
              {store.name}
            </AppLink>
            <span className={classes['proof']}>
              {isWell(store) ? <Proof store={store} /> : <StoreState store={store} />}
            </span>
          </li>
        ))}
    </ul>
  )
}

const NONE = (
  <EmptyFace
    title={t('No platform is connected yet.')}
    advice={t('Connect one, and its orders land here by themselves.')}
  >
    <AppLink to="/channels">{t('Connect a store')}</AppLink>
  </EmptyFace>
)

function Proof({ store }: { store: StoreView }) {
  const { data } = useQuery(completenessQuery(store.id))
  if (!data) return null
  const { missing, canBeAsked, through, failingSince } = data
  if (missing > 0) {
    return <StatusBadge tone="bad">{t('{{missing}} missing', { missing })}</StatusBadge>
  }
  if (failingSince) return <StatusBadge tone="warn">{t('Cannot be reached')}</StatusBadge>
  if (!canBeAsked) return <StatusBadge tone="quiet">{t('Only received')}</StatusBadge>
  if (!through) return <StatusBadge tone="quiet">{t('Not compared yet')}</StatusBadge>
  return (
    <StatusBadge tone="good">
      <Sentence says="0 missing through <time/>" parts={{ time: <Through at={through} /> }} />
    </StatusBadge>
  )
}

/** Of today only the time, to the second. */
function Through({ at }: { at: string }) {
  const place = usePlace()
  const date = new Date(at)
  const isToday = dayAt(date, place.timeZone) === dayAt(useNow(), place.timeZone)
  const time = timeFormat(place.language, {
    ...{ timeStyle: 'medium', timeZone: place.timeZone },
  })
  return (
    <time dateTime={date.toISOString()} title={formatUtc(date)}>
      {isToday ? time.format(date) : formatTime(date, 'minute', place)}
    </time>
  )
}
