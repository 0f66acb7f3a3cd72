import { t } from '#kit/i18n.ts'
import { AppLink } from '#kit/link.tsx'
import { Inset } from '#kit/page.tsx'
import type { Amount } from './amounts.ts'
import { Matter } from './matter.tsx'

export const DeadLetters = ({ dead }: { dead: Amount }) => (
  <Matter
    title={t('Jobs that failed too often')}
    amount={dead}
    next={t('will not run again by themselves. See what they say, then try again or give them up.')}
  >
    <Inset>
      <AppLink to="/jobs" size="sm">
        {t('Show the failed jobs')}
      </AppLink>
    </Inset>
  </Matter>
)
