import { Drawer } from '@mantine/core'
import { t } from '#kit/i18n.ts'
import { Logo } from '#kit/logo.tsx'
import { Sidebar } from './sidebar.tsx'

type PhoneMenuProps = { opened: boolean; onClose: () => void }

/** The sidebar where there is no room for it beside the page; loaded when it is first asked for. */
export const PhoneMenu = ({ opened, onClose }: PhoneMenuProps) => (
  <Drawer opened={opened} onClose={onClose} size={264} title={<Logo />} {...DRAWER}>
    <Sidebar onFollow={onClose} />
  </Drawer>
)

const DRAWER = {
  padding: 'md',
  closeButtonProps: { 'aria-label': t('Close the menu') },
  transitionProps: { duration: 120 },
} as const
