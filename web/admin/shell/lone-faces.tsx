import { useRouter, type ErrorComponentProps } from '@tanstack/react-router'
import { useEffect } from 'react'
import { connection } from '#kit/connection.ts'
import { ErrorFace, NotFoundFace, Waiting } from '#kit/faces.tsx'
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

/** A slow network is not an empty page. */
export const LoneWaiting = () => (
  <main className={classes['lone']}>
    <title>Penstock</title>
    <Logo />
    <Waiting />
  </main>
)

/** Inside the frame: the rest of the portal stays within reach. */
export function PageError({ error }: Pick<ErrorComponentProps, 'error'>) {
  const router = useRouter()
  // As it says itself; what a page asks for is asked again by whoever keeps the answers.
  useEffect(() => {
    if (!(error instanceof NoAnswer)) return undefined
    return connection.whenBack(() => void router.invalidate())
  }, [error, router])
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
