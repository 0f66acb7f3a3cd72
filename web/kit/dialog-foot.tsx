import { Button, Group } from '@mantine/core'
import type { ReactNode } from 'react'
import { t } from './i18n.ts'

type DialogFootProps = { onLeave: () => void; children: ReactNode }

/** The last row of a dialog: the way out that changes nothing, and beside it what was asked for. */
export const DialogFoot = ({ onLeave, children }: DialogFootProps) => (
  <Group justify="flex-end">
    <Button variant="default" onClick={onLeave}>
      {t('Leave it')}
    </Button>
    {children}
  </Group>
)
