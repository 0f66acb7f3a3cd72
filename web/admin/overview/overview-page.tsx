import { Page } from '#kit/page.tsx'
import { useMay, useMe } from '../session.ts'
import { Attention } from './attention.tsx'
import { BackgroundWork } from './background-work.tsx'
import { Installation } from './installation.tsx'
import classes from './overview.module.css'

export function OverviewPage() {
  const { user, role, org } = useMe()
  const mayReadJobs = useMay('jobs.read')
  return (
    <Page title="Overview" description={`${user.name}, ${role ?? 'without a role'} of ${org.name}`}>
      <Attention />
      <div className={classes['columns']}>
        {mayReadJobs && <BackgroundWork />}
        <Installation />
      </div>
    </Page>
  )
}
