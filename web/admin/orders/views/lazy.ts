import { lazy } from 'react'

/** The dialogs of views, loaded only when one is opened. */
export const ViewNameDialog = lazy(async () => ({
  default: (await import('./view-name-dialog.tsx')).ViewNameDialog,
}))

export const ViewConflict = lazy(async () => ({
  default: (await import('./view-conflict.tsx')).ViewConflict,
}))

export const ConfirmDialog = lazy(async () => ({
  default: (await import('#kit/confirm.tsx')).ConfirmDialog,
}))
