import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { send } from '#kit/api.ts'
import { t } from '#kit/i18n.ts'
import { useChange } from '#kit/use-change.ts'

export function useSignOutEverywhere() {
  const queryClient = useQueryClient()
  const router = useRouter()
  return useChange({
    run: async () => {
      await send('POST', '/auth/logout-everywhere')
      await router.navigate({ to: '/login', search: {} })
      queryClient.clear()
    },
    done: t('You are signed out everywhere.'),
  })
}
