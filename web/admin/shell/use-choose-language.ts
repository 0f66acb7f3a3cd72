import { send } from '#kit/api.ts'
import { isLanguage, speak } from '#kit/i18n.ts'
import { useChange } from '#kit/use-change.ts'

/** It is the person's on all their devices, and the page begins anew with it. */
export const useChooseLanguage = () =>
  useChange({
    run: async (wanted: string) => {
      if (!isLanguage(wanted)) return
      await send('PATCH', '/auth/me', { language: wanted })
      speak(wanted)
    },
  })
