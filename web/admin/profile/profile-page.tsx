import { Notice } from '#kit/notice.tsx'
import { Page } from '#kit/page.tsx'
import { useMe } from '../session.ts'
import { NameForm } from './name-form.tsx'
import { PasswordChange } from './password-change.tsx'
import { Sessions } from './sessions.tsx'
import { TwoSteps } from './two-steps.tsx'

export function ProfilePage() {
  const { user, orgs } = useMe()
  const everywhere = orgs.length > 1 ? ', in every org that you belong to' : ''
  return (
    <Page title="Profile" description={`Your account, ${user.email}${everywhere}.`}>
      {user.passwordChangeDue && (
        <Notice tone="warn">
          Somebody else chose your password. Choose one of your own below.
        </Notice>
      )}
      <NameForm />
      <PasswordChange />
      <TwoSteps />
      <Sessions />
    </Page>
  )
}
