import { queryOptions, useSuspenseQuery } from '@tanstack/react-query'
import type { z } from 'zod'
import { MeView, PersonView } from '#contract/access'
import { get } from '#kit/api.ts'

/** The portal is for people: a key has no session that a browser could hold. */
const Me = MeView.extend({ user: PersonView })

export type Me = z.output<typeof Me>

/** Who is signed in, for which org, with which permissions. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => get('/auth/me', Me, { signal }),
  staleTime: 60_000,
})

export const useMe = (): Me => useSuspenseQuery(meQuery).data

/** Names what this tab keeps of somebody's work, so that nobody else finds it after a sign-in. */
export function useOwn(name: string): string {
  const { user, org } = useMe()
  return `${name}-${org.id}-${user.id}`
}

export const useMay = (permission: string): boolean => useMe().permissions.includes(permission)
