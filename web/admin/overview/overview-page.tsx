import { t } from '#kit/i18n.ts'
import { Page } from '#kit/page.tsx'
import { useMay, useMe } from '../session.ts'
import { Attention } from './attention.tsx'
import { BackgroundWork } from './background-work.tsx'
import { Books } from './books.tsx'
import { ChannelHealth } from './channel-health.tsx'
import { Installation } from './installation.tsx'
import { LiveFeed } from './live-feed.tsx'
import classes from './overview.module.css'
import { Today } from './today.tsx'
import { Work } from './work.tsx'
import { roleName } from '../people/role-name.ts'

export function OverviewPage() {
  const { user, role } = useMe()
  const mayReadJobs = useMay('jobs.read')
  const mayReadOrders = useMay('orders.read')
  const mayReadReports = useMay('reports.read')
  const mayReadChannels = useMay('channels.read')
  const mayFollow = useMay('live.read')
  const mayReadBooks = useMay('integrity.read')
  return (
    <Page
      title={t('Overview')}
      description={t('Signed in as {{who}}', { who: whoOf(user.name, role) })}
      actions={mayReadBooks && <Books />}
    >
      {mayReadReports && <Today />}
      {mayReadOrders && <Work />}
      <div className={classes['columns']}>
        <Attention />
        {mayReadChannels && <ChannelHealth />}
      </div>
      {mayReadOrders && mayFollow && <LiveFeed />}
      <div className={classes['columns']}>
        {mayReadJobs && <BackgroundWork />}
        <Installation />
      </div>
    </Page>
  )
}

const whoOf = (name: string, role: string | null): string =>
  role ? `${name}, ${roleName({ name: role })}` : name
