import { useRouter } from '@tanstack/react-router'
import { useKeys } from '#kit/keys.ts'
import { useNavigation } from '../navigation.ts'

/** `g`, then the letter of a page. */
export function useGoKeys(): void {
  const router = useRouter()
  const entries = useNavigation().flatMap((group) => group.entries)
  useKeys(
    Object.fromEntries(
      entries.map((entry) => [`g ${entry.key}`, () => void router.navigate({ to: entry.to })]),
    ),
  )
}
