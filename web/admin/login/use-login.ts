import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { send } from '#kit/api.ts'
import { takeChosenLanguage } from '#kit/i18n.ts'
import { ProblemError } from '#kit/problem.ts'
import { returnAddress } from './return-address.ts'
import { loginRoute } from './routes.ts'

export type Credentials = { email: string; password: string; totp?: string }

export type Login = ReturnType<typeof useLogin>

/** The language that was chosen before is kept with the account. */
export async function logIn(credentials: Credentials): Promise<void> {
  await send('POST', '/auth/login', { ...credentials, session: 'cookie' })
  const language = takeChosenLanguage()
  if (language) await send('PATCH', '/auth/me', { language })
}

export function useLogin({ onCodeWanted }: { onCodeWanted: () => void }) {
  const queryClient = useQueryClient()
  const router = useRouter()
  const search = loginRoute.useSearch()
  return useMutation({
    mutationFn: logIn,
    onSuccess: () => {
      // Nothing that the person before has seen may be shown to the next one.
      queryClient.clear()
      router.history.push(returnAddress(search.return, location.origin))
    },
    onError: (error) => {
      if (isCodeWanted(error)) onCodeWanted()
    },
  })
}

export const isCodeWanted = (error: unknown): boolean =>
  error instanceof ProblemError && error.code === 'totp_required'
