import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { shell } from '../shell/routes.ts'

const ChannelsSearch = z.object({
  /** The platform that is being connected: a link to the form can be sent. */
  connect: z.string().max(40).optional().catch(undefined),
})

export const channelsRoute = createRoute({
  getParentRoute: () => shell,
  path: '/channels',
  validateSearch: ChannelsSearch,
  component: lazyRouteComponent(() => import('./channels-page.tsx'), 'ChannelsPage'),
})

const StoreSearch = z.object({
  listings: z.enum(['unmapped', 'mapped']).optional().catch(undefined),
  q: z.string().max(100).optional().catch(undefined),
})

export const storeRoute = createRoute({
  getParentRoute: () => shell,
  path: '/channels/$storeId',
  validateSearch: StoreSearch,
  component: lazyRouteComponent(() => import('./store/store-page.tsx'), 'StorePage'),
})

const MessagesSearch = z.object({
  verdict: z.literal('parked').optional().catch(undefined),
  /** The one that is open: a colleague gets to see the same. */
  message: z.uuid().optional().catch(undefined),
})

export const messagesRoute = createRoute({
  getParentRoute: () => shell,
  path: '/channels/$storeId/messages',
  validateSearch: MessagesSearch,
  component: lazyRouteComponent(() => import('./messages/messages-page.tsx'), 'MessagesPage'),
})
