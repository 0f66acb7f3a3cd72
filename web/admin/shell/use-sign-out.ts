import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { send } from '#kit/api.ts'
import { sentence } from '#kit/explain.ts'
import { t } from '#kit/i18n.ts'

/** Says so only when the server has ended the session: on a shared computer that matters. */
export function useSignOut() {
  const queryClient = useQueryClient()
  const router = useRouter()
  return useMutation({
    mutationFn: () => send('POST', '/auth/logout'),
    onSuccess: async () => {
      await router.navigate({ to: '/login', search: {} })
      queryClient.clear()
    },
    onError: (error) =>
      notifications.show({
        color: 'red',
        title: t('You are still signed in'),
        message: sentence(error),
      }),
  })
}
