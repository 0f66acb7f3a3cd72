import { useLocalStorage } from '@mantine/hooks'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { SetupView } from '#contract/settings'
import { get } from '#kit/api.ts'
import { useMay, useMe } from '../session.ts'

const LOOK_EVERY_MS = 1_000

/** While the demo is filled it is looked at again and again; then nothing stays as it was. */
export const setupQuery = queryOptions({
  queryKey: ['setup'],
  queryFn: async ({ signal, client }) => {
    const before = client.getQueryData<SetupView>(['setup'])
    const setup = await get('/setup', SetupView, { signal })
    if (before?.demo.filling && !setup.demo.filling) {
      void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'setup' })
    }
    return setup
  },
  refetchInterval: ({ state: { data } }) => (data?.demo.filling ? LOOK_EVERY_MS : false),
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
