import { useLocalStorage } from '@mantine/hooks'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { SetupView } from '#contract/settings'
import { get } from '#kit/api.ts'
import { useMay, useMe } from '../session.ts'

export const setupQuery = queryOptions({
  queryKey: ['setup'],
  queryFn: ({ signal }) => get('/setup', SetupView, { signal }),
  staleTime: 30_000,
})

const STEPS = ['store', 'products', 'stock', 'order'] as const
export type SetupStep = (typeof STEPS)[number]

/** How far the shop is set up, for as long as somebody wants to be told. */
export function useSetup() {
  const { user } = useMe()
  const [isHidden, hide] = useLocalStorage({
    ...{ key: `penstock-setup-hidden-${user.id}`, defaultValue: false },
  })
  const setup = useQuery({ ...setupQuery, enabled: useMay('settings.read') })
  // Whoever may not set anything up is not asked to.
  const isTheirs = useMay('settings.edit')
  const done = STEPS.filter((step) => setup.data?.[step])
  return {
    setup,
    done: done.length,
    of: STEPS.length,
    isHidden,
    hide,
    /** Neither finished nor put away. */
    isOpen: isTheirs && setup.data !== undefined && done.length < STEPS.length && !isHidden,
  }
}
