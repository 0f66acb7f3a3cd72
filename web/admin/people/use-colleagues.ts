import { useInfiniteQuery } from '@tanstack/react-query'
import { t } from '#kit/i18n.ts'
import { useMay, useMe } from '../session.ts'
import { staffList } from './queries.ts'

export type Colleague = { id: string; name: string }

/** Names of people, as far as one may know them; oneself is always known. */
export function useColleagues() {
  const { user } = useMe()
  const { data } = useInfiniteQuery({
    ...staffList,
    enabled: useMay('users.read'),
    staleTime: 60_000,
  })
  const all = data?.pages.flatMap((page) => page.users) ?? []
  const others: Colleague[] = all.filter(({ id }) => id !== user.id)
  return {
    me: user as Colleague,
    others,
    nameOf: (id: string): string => {
      if (id === user.id || id === 'me') return t('Me')
      if (id === 'none') return t('Nobody')
      return others.find((one) => one.id === id)?.name ?? t('Somebody else')
    },
  }
}
