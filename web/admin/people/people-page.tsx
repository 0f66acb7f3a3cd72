import { Page } from '#kit/page.tsx'
import { People } from './people.tsx'
import { Roles } from './roles.tsx'

export const PeoplePage = () => (
  <Page title="People and roles" description="Who works here, and what each of them may do.">
    <People />
    <Roles />
  </Page>
)
