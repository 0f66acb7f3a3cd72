import { Button, Modal, type ButtonProps, type ModalProps } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { ReactNode } from 'react'

type DialogButtonProps = Omit<ButtonProps, 'children'> & {
  /** What the button says, and what it is called where that alone is not clear. */
  words: string
  'aria-label'?: string
  title: string
  dialogSize?: ModalProps['size']
  children: (close: () => void) => ReactNode
}

/** A button that opens a dialog, which begins anew each time. */
export function DialogButton(props: DialogButtonProps) {
  const { words, title, dialogSize, children, ...button } = props
  const [opened, { open, close }] = useDisclosure(false)
  return (
    <>
      <Button {...button} onClick={open}>
        {words}
      </Button>
      {opened && (
        <Modal opened onClose={close} title={title} {...(dialogSize && { size: dialogSize })}>
          {children(close)}
        </Modal>
      )}
    </>
  )
}
