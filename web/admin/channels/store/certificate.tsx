import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { z } from 'zod'
import type { StoreView } from '#contract/channels'
import type { CompletenessView } from '#contract/intake'
import { Facts } from '#kit/facts.tsx'
import { plural, t } from '#kit/i18n.ts'
import { AppLink } from '#kit/link.tsx'
import { Loaded } from '#kit/loaded.tsx'
import { Notice } from '#kit/notice.tsx'
import { Inset, Section } from '#kit/page.tsx'
import { Sentence } from '#kit/sentence.tsx'
import { Ago, Time } from '#kit/time.tsx'
import { useMay } from '../../session.ts'
import classes from '../channels.module.css'
import { completenessQuery } from '../queries.ts'
import { CompareNow } from './compare-now.tsx'

type Completeness = z.output<typeof CompletenessView>

/** The proof that nothing is missing, and up to when it holds. */
export function Certificate({ store }: { store: StoreView }) {
  const completeness = useQuery(completenessQuery(store.id))
  const mayCompare = useMay('channels.manage') && completeness.data?.canBeAsked === true
  return (
    <Section
      title={t('Completeness')}
      description={t('What was taken in, compared with the platform’s own list of orders.')}
      actions={mayCompare && <CompareNow store={store} />}
    >
      <Inset>
        <Loaded query={completeness} rows={3}>
          {(data) => <Proof of={data} />}
        </Loaded>
      </Inset>
    </Section>
  )
}

function Proof({ of }: { of: Completeness }) {
  if (!of.canBeAsked) return <OnlyReceived of={of} />
  return (
    <>
      {of.lastError && (
        <Notice>
          {of.failingSince ? (
            <Sentence
              says="It has not answered since <time/>: {{error}}"
              values={{ error: of.lastError }}
              parts={{ time: <Time at={of.failingSince} style="second" /> }}
            />
          ) : (
            t('It does not answer: {{error}}', { error: of.lastError })
          )}
        </Notice>
      )}
      <p className={classes['proven']} role="status">
        <Missing of={of} />
      </p>
      <TimeBar of={of} />
      <Facts
        of={[
          [t('Not proven'), of.gaps.length === 0 ? null : <Gaps key="gaps" gaps={of.gaps} />],
          [
            t('Found by comparing'),
            of.healed === 0 ? null : plural(of.healed, '{{count}} order', '{{count}} orders'),
          ],
          [t('Compared last'), of.polledAt && <Ago key="polled" at={of.polledAt} />],
        ]}
      />
    </>
  )
}

/** What is missing is known: it stands among the messages. */
function Missing({ of: { missing, through, polledAt, storeId } }: { of: Completeness }) {
  if (missing === 0 && !through) return polledAt ? t('Nothing proven yet') : t('Not compared yet')
  return (
    <Sentence
      says={
        through
          ? '<link>{{missing}} missing</link> through <time/>'
          : '<link>{{missing}} missing</link>, and not compared yet'
      }
      values={{ missing }}
      parts={{
        link: missing === 0 ? <span /> : <Parked storeId={storeId} />,
        time: through ? <Time at={through} style="second" /> : <span />,
      }}
    />
  )
}

/** The words of the link come from the sentence that it stands in. */
const Parked = ({ storeId, children }: { storeId: string; children?: ReactNode }) => (
  <AppLink
    to="/channels/$storeId/messages"
    params={{ storeId }}
    search={{ verdict: 'parked' }}
    inherit
  >
    {children}
  </AppLink>
)

function OnlyReceived({ of }: { of: Completeness }) {
  const { missing } = of
  return (
    <Notice tone={missing === 0 ? 'quiet' : 'warn'}>
      {missing > 0 &&
        `${plural(
          missing,
          'One known order has not landed yet.',
          '{{count}} known orders have not landed yet.',
        )} `}
      {t('This store cannot be asked for its orders, so what it never sends is not noticed here.')}
    </Notice>
  )
}

const WIDTH = 1_000

/** From the day it was connected to now; what stays unfilled is not proven. */
function TimeBar({ of: { since, ranges, lagS, through } }: { of: Completeness }) {
  const from = Date.parse(since)
  const until = Date.parse(through ?? since) + (lagS ?? 0) * 1_000
  const at = (time: string) => (WIDTH * (Date.parse(time) - from)) / Math.max(until - from, 1)
  return (
    <>
      <svg
        className={classes['bar']}
        viewBox={`0 0 ${WIDTH} 10`}
        preserveAspectRatio="none"
        aria-hidden
      >
        {ranges.map((range) => (
          <rect
            key={range.from}
            x={at(range.from)}
            width={at(range.to) - at(range.from)}
            height={10}
          />
        ))}
      </svg>
      <p className={classes['ends']}>
        <Time at={since} />
        <span>{t('now')}</span>
      </p>
    </>
  )
}

const SHOWN_MAX = 5

const Gaps = ({ gaps }: { gaps: Completeness['gaps'] }) => (
  <>
    {gaps.slice(0, SHOWN_MAX).map(({ from, to }) => (
      <div key={from}>
        <Time at={from} style="second" /> – <Time at={to} style="second" />
      </div>
    ))}
    {gaps.length > SHOWN_MAX && t('and {{rest}} more', { rest: gaps.length - SHOWN_MAX })}
  </>
)
