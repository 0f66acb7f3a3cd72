import type { QueryClient } from '@tanstack/react-query'
import { createRouter } from '@tanstack/react-router'
import { attentionRoute } from './attention/routes.ts'
import { auditRoute } from './audit/routes.ts'
import { channelsRoute, messagesRoute, storeRoute } from './channels/routes.ts'
import { customerRoute, customersRoute } from './customers/routes.ts'
import { integrityRoute } from './integrity/routes.ts'
import { jobsRoute } from './jobs/routes.ts'
import { keysRoute } from './keys/routes.ts'
import { loginRoute, resetRoute } from './login/routes.ts'
import { bulkRunsRoute, orderRoute, ordersRoute } from './orders/routes.ts'
import { overviewRoute } from './overview/routes.ts'
import { peopleRoute } from './people/routes.ts'
import { productRoute, productsRoute } from './products/routes.ts'
import { profileRoute } from './profile/routes.ts'
import { reportsRoute } from './reports/routes.ts'
import { PageError } from './shell/lone-faces.tsx'
import { shopRoute } from './shop/routes.ts'
import { locationsRoute, receiveRoute, stockRoute, takeRoute, takesRoute } from './stock/routes.ts'
import { root, shell, unknownRoute } from './shell/routes.ts'
import { welcomeRoute } from './welcome/routes.ts'

/** Each page is a chunk of its own: the first one loads without the others. */
export const createPortalRouter = (queryClient: QueryClient) =>
  createRouter({
    routeTree: root.addChildren([
      loginRoute,
      resetRoute,
      shell.addChildren([
        overviewRoute,
        welcomeRoute,
        attentionRoute,
        ordersRoute,
        bulkRunsRoute,
        orderRoute,
        productsRoute,
        productRoute,
        stockRoute,
        receiveRoute,
        locationsRoute,
        takesRoute,
        takeRoute,
        customersRoute,
        customerRoute,
        channelsRoute,
        storeRoute,
        messagesRoute,
        reportsRoute,
        jobsRoute,
        integrityRoute,
        shopRoute,
        profileRoute,
        peopleRoute,
        keysRoute,
        auditRoute,
        unknownRoute,
      ]),
    ]),
    context: { queryClient },
    defaultPreload: 'intent',
    defaultErrorComponent: PageError,
    scrollRestoration: true,
  })

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createPortalRouter>
  }
}
