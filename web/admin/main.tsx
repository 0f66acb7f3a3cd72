import '@mantine/core/styles.layer.css'
import '@mantine/notifications/styles.layer.css'
import '#kit/global.css'
import '#kit/touch.css'
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { type AnyRoute, RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { onSignedOut } from '#kit/api.ts'
import { keepFocusOfBusy, rememberFocus } from '#kit/focus-return.ts'
import { Messages } from '#kit/messages.tsx'
import { createQueryClient } from '#kit/query-client.ts'
import { showFaults } from '#kit/show-faults.ts'
import { cssVariables, theme } from '#kit/theme.ts'
import { createPortalRouter } from './router.ts'
import { meQuery } from './session.ts'

const queryClient = createQueryClient()
const router = createPortalRouter(queryClient)
// The same key is read by `before-paint.js`.
const colorScheme = localStorageColorSchemeManager({ key: 'penstock-color-scheme' })

onSignedOut(() => {
  // Where nobody was signed in, the route itself leads to the sign-in.
  if (queryClient.getQueryData(meQuery.queryKey) === undefined) return
  if (router.state.location.pathname === '/login') return
  const search = { return: router.state.location.href, ended: true } as const
  void router.navigate({ to: '/login', search }).then(() => queryClient.clear())
})

// The page is loaded while the server is asked who is there; whoever shows it tells of a fault.
const routes: Readonly<Record<string, AnyRoute>> = router.routesById
for (const { routeId } of router.matchRoutes(router.latestLocation)) {
  router.loadRouteChunk(routes[routeId]!)?.catch(() => {})
}

const page = document.getElementById('root')!
keepFocusOfBusy()
rememberFocus(page)
showFaults()

createRoot(page).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      colorSchemeManager={colorScheme}
      defaultColorScheme="auto"
    >
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        <Messages />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
)
