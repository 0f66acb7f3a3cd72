import { useRouter, type ErrorComponentProps } from '@tanstack/react-router'
import { ErrorFace, NotFoundFace } from '#kit/faces.tsx'
import { t } from '#kit/i18n.ts'
import { AppLink } from '#kit/link.tsx'
import { Logo } from '#kit/logo.tsx'
import { NoAnswer, ProblemError } from '#kit/problem.ts'
import classes from './lone-faces.module.css'

/** When not even the frame of the portal can be shown. */
export function LoneError({ error }: ErrorComponentProps) {
  return (
    <main className={classes['lone']}>
      <title>Penstock</title>
      <Logo />
      <PageError error={error} />
    </main>
  )
}

/** Inside the frame: the rest of the portal stays within reach. */
export function PageError({ error }: Pick<ErrorComponentProps, 'error'>) {
  const router = useRouter()
  // Only an answer can be better the next time; a page that has a fault must be loaded again.
  const isAnswer = error instanceof ProblemError || error instanceof NoAnswer
  if (!isAnswer) return <ErrorFace error={error} />
  return <ErrorFace error={error} onRetry={() => void router.invalidate()} />
}

export const LoneNotFound = () => (
  <main className={classes['lone']}>
    <Logo />
    <PageNotFound />
  </main>
)

export const PageNotFound = () => (
  <>
    <title>{`${t('Not found')} · Penstock`}</title>
    <NotFoundFace>
      <AppLink to="/">{t('Go to the overview')}</AppLink>
    </NotFoundFace>
  </>
)
