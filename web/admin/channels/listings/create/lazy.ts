import { lazy } from 'react'

/** Only who makes products of listings loads the dialog for it. */
export const CreateDialog = lazy(async () => ({
  default: (await import('./create-dialog.tsx')).CreateDialog,
}))
