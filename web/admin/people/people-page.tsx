import { t } from '#kit/i18n.ts'
import { Page } from '#kit/page.tsx'
import { People } from './people.tsx'
import { Roles } from './roles.tsx'

export const PeoplePage = () => (
  <Page
    title={t('People and roles')}
    description={t('Who works here, and what each of them may do.')}
  >
    <People />
    <Roles />
  </Page>
)
