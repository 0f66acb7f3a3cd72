import { EmptyFace, Waiting } from '#kit/faces.tsx'
import { t } from '#kit/i18n.ts'
import { Page, Section } from '#kit/page.tsx'
import { useDeadCount } from '../jobs/use-dead-count.ts'
import { useMay } from '../session.ts'
import { DeadLetters } from './dead-letters.tsx'
import { Holds, useHolds } from './holds.tsx'
import { LaggingStores, useLagging } from './lagging.tsx'
import { useNeedy, useParked } from './amounts.ts'
import { RefusedPushes, Unmapped } from './listings.tsx'
import { OversoldSkus, useOversold } from './oversold.tsx'
import { Parked } from './parked.tsx'

/** What waits for a person, each with its next step. What is in order is not shown. */
export function AttentionPage() {
  const holds = useHolds()
  const oversold = useOversold()
  const lagging = useLagging()
  const unmapped = useNeedy('sku')
  const refused = useNeedy('push')
  const parked = useParked()
  const dead = useDeadCount({ enabled: useMay('jobs.read') })
  const all = [holds, oversold, lagging, unmapped, refused, parked, dead]
  const isCalm = all.every(({ isLoading, error, count }) => !isLoading && !error && count === 0)
  const isAsking = all.some(({ isLoading }) => isLoading)
  return (
    <Page
      title={t('Needs attention')}
      description={t('What cannot go on by itself. Whatever you settle leaves this page.')}
    >
      {isAsking && (
        <Section title={t('Needs attention')} bare={<></>}>
          <Waiting rows={6} />
        </Section>
      )}
      {isCalm && <Calm />}
      {!isAsking && (
        <>
          <LaggingStores lagging={lagging} />
          <Holds holds={holds} />
          <OversoldSkus oversold={oversold} />
          <Unmapped listings={unmapped} />
          <Parked messages={parked} />
          <RefusedPushes listings={refused} />
          <DeadLetters dead={dead} />
        </>
      )}
    </Page>
  )
}

const Calm = () => (
  <Section title={t('Needs attention')} bare={<></>}>
    <EmptyFace
      title={t('Nothing needs you.')}
      advice={t(
        'Orders that are held, listings without a SKU and whatever fails would stand here.',
      )}
    />
  </Section>
)
