import { Button, Skeleton } from '@mantine/core'
import { CircleAlert, Compass, Inbox, Lock } from 'lucide-react'
import type { ReactNode } from 'react'
import { CopyButton } from './copy-button.tsx'
import { ASK_AN_OWNER, explain } from './explain.ts'
import classes from './faces.module.css'
import { t } from './i18n.ts'
import { ProblemError } from './problem.ts'

type FaceProps = {
  icon: ReactNode
  title: string
  advice: ReactNode
  alert?: boolean
  /** Where there is nothing else on the page, its title is that of the page. */
  as?: 'h1' | 'p'
  children?: ReactNode
}

/** What stands where data would: it says why there is none and what can be done. */
const Face = ({ icon, title, advice, alert = false, as: Title = 'p', children }: FaceProps) => (
  <div className={classes['face']} role={alert ? 'alert' : undefined}>
    <span className={classes['icon']} aria-hidden>
      {icon}
    </span>
    <Title className={classes['title']}>{title}</Title>
    <p className={classes['advice']}>{advice}</p>
    {children && <div className={classes['actions']}>{children}</div>}
  </div>
)

export function ErrorFace({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { title, advice, canRetry, requestId } = explain(error)
  if (error instanceof ProblemError && error.status === 403) return <NoPermissionFace />
  return (
    <Face icon={<CircleAlert />} title={title} advice={advice} alert>
      {canRetry && (
        <Button variant="default" onClick={onRetry ?? (() => location.reload())}>
          {onRetry ? t('Try again') : t('Reload the page')}
        </Button>
      )}
      {requestId && (
        <span className={classes['request']}>
          {t('Request id')} <code>{requestId}</code>
          <CopyButton value={requestId} label={t('Copy the request id')} />
        </span>
      )}
    </Face>
  )
}

type EmptyProps = { title: string; advice: ReactNode; children?: ReactNode }

export const EmptyFace = (props: EmptyProps) => <Face icon={<Inbox />} {...props} />

export const NotFoundFace = ({ children }: { children?: ReactNode }) => (
  <Face
    icon={<Compass />}
    as="h1"
    title={t('There is no such page.')}
    advice={t('The address may be mistyped, or what it showed has been removed.')}
  >
    {children}
  </Face>
)

export const NoPermissionFace = () => (
  <Face icon={<Lock />} title={t('You may not see this.')} advice={ASK_AN_OWNER} />
)

/** Holds the place of a list or form, so that nothing jumps when the data comes. */
export const Waiting = ({ rows = 4 }: { rows?: number }) => (
  <div className={classes['waiting']} role="status" aria-label={t('Loading')}>
    {Array.from({ length: rows }, (_, index) => (
      <Skeleton key={index} height={14} width={`${92 - ((index * 17) % 40)}%`} />
    ))}
  </div>
)
