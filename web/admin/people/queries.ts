import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { PermissionList, RolePage, UserPage } from '#contract/access'
import { get } from '#kit/api.ts'

export type User = z.output<typeof UserPage>['users'][number]
export type Role = z.output<typeof RolePage>['roles'][number]

/** So many colleagues are known by name without being asked for one by one. */
const STAFF_SHOWN = 100

/** Who works here. Customers with an account stand among the customers. */
export const staffList = infiniteQueryOptions({
  queryKey: ['users', 'staff'],
  queryFn: ({ pageParam: after, signal }) =>
    get('/users', UserPage, { query: { staff: true, after, limit: STAFF_SHOWN }, signal }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.pagination.nextCursor ?? undefined,
})

const ROLES_MAX = 100

/** All at once: an org has a handful, and forms need to name each. */
export const roleList = queryOptions({
  queryKey: ['roles'],
  queryFn: ({ signal }) => get('/roles', RolePage, { query: { limit: ROLES_MAX }, signal }),
})

export const permissionList = queryOptions({
  queryKey: ['permissions'],
  queryFn: ({ signal }) => get('/permissions', PermissionList, { signal }),
  staleTime: Infinity,
})
