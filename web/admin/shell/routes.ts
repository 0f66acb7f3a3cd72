import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router'
import { language, speak, type Language } from '#kit/i18n.ts'
import { ProblemError } from '#kit/problem.ts'
import { meQuery } from '../session.ts'
import { LoneError, LoneNotFound, LoneWaiting, PageNotFound } from './lone-faces.tsx'

export const root = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  errorComponent: LoneError,
  notFoundComponent: LoneNotFound,
})

/** Every page below it is for somebody who is signed in; the address is kept for afterwards. */
export const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  beforeLoad: async ({ context, location }) => {
    try {
      const { user } = await context.queryClient.ensureQueryData(meQuery)
      if (user.language && user.language !== language) return await beginAnew(user.language)
    } catch (error) {
      if (!(error instanceof ProblemError) || error.status !== 401) throw error
      throw redirect({ to: '/login', search: { return: location.href } })
    }
  },
  component: lazyRouteComponent(() => import('./shell.tsx'), 'Shell'),
  // Before it is known who is there, there is no frame to show either in.
  pendingComponent: LoneWaiting,
  errorComponent: LoneError,
})

/** Nothing is painted in the language that the person does not read. */
async function beginAnew(wanted: Language): Promise<void> {
  speak(wanted)
  await new Promise(() => {})
}

/** Whatever no other route knows: said inside the frame, so that the way back is there. */
export const unknownRoute = createRoute({
  getParentRoute: () => shell,
  path: '$',
  component: PageNotFound,
})
