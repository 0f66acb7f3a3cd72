import { Page } from '#kit/page.tsx'
import { useMay, useMe } from '../session.ts'
import { Attention } from './attention.tsx'
import { BackgroundWork } from './background-work.tsx'
import { Installation } from './installation.tsx'
import classes from './overview.module.css'

export function OverviewPage() {
  const { user, role } = useMe()
  const mayReadJobs = useMay('jobs.read')
  return (
    <Page title="Overview" description={`Signed in as ${user.name}${role ? `, ${role}` : ''}`}>
      <Attention />
      <div className={classes['columns']}>
        {mayReadJobs && <BackgroundWork />}
        <Installation />
      </div>
    </Page>
  )
}
