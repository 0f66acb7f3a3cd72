import { useRouter, type ErrorComponentProps } from '@tanstack/react-router'
import { ErrorFace, NotFoundFace } from '#kit/faces.tsx'
import { AppLink } from '#kit/link.tsx'
import { Logo } from '#kit/logo.tsx'
import classes from './lone-faces.module.css'

/** When not even the frame of the portal can be shown. */
export function LoneError({ error }: ErrorComponentProps) {
  const router = useRouter()
  return (
    <main className={classes['lone']}>
      <title>Penstock</title>
      <Logo />
      <ErrorFace error={error} onRetry={() => void router.invalidate()} />
    </main>
  )
}

export const LoneNotFound = () => (
  <main className={classes['lone']}>
    <Logo />
    <PageNotFound />
  </main>
)

export const PageNotFound = () => (
  <>
    <title>Not found · Penstock</title>
    <NotFoundFace>
      <AppLink to="/">Go to the overview</AppLink>
    </NotFoundFace>
  </>
)
