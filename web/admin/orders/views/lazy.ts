import { lazy } from 'react'

/** Only who keeps, renames or deletes a view loads the dialogs for it. */
export const ViewNameDialog = lazy(async () => ({
  default: (await import('./view-name-dialog.tsx')).ViewNameDialog,
}))

export const ViewConflict = lazy(async () => ({
  default: (await import('./view-conflict.tsx')).ViewConflict,
}))

export const ConfirmDialog = lazy(async () => ({
  default: (await import('#kit/confirm.tsx')).ConfirmDialog,
}))
