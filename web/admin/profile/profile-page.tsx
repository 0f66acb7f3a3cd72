import { t } from '#kit/i18n.ts'
import { Notice } from '#kit/notice.tsx'
import { Page } from '#kit/page.tsx'
import { useMe } from '../session.ts'
import { NameForm } from './name-form.tsx'
import { PasswordChange } from './password-change.tsx'
import { Sessions } from './sessions.tsx'
import { TwoSteps } from './two-steps.tsx'

export function ProfilePage() {
  const { user, orgs } = useMe()
  const { email } = user
  return (
    <Page
      title={t('Profile')}
      description={
        orgs.length > 1
          ? t('Your account, {{email}}, in every org that you belong to.', { email })
          : t('Your account, {{email}}.', { email })
      }
    >
      {user.passwordChangeDue && (
        <Notice tone="warn">
          {t('Somebody else chose your password. Choose one of your own below.')}
        </Notice>
      )}
      <NameForm />
      <PasswordChange />
      <TwoSteps />
      <Sessions />
    </Page>
  )
}
