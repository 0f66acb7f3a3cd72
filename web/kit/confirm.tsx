import { Button, Group, Modal, Text, type ButtonProps } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { ReactNode } from 'react'
import { t } from './i18n.ts'

type Question = {
  title: string
  /** What will happen, and to how many. */
  says: ReactNode
  verb: string
  /** Red unless what happens can be taken back. */
  color?: string
  onConfirm: () => Promise<unknown>
  busy?: boolean
}

type ConfirmProps = Question & {
  /** The button on the page, and what it is called for those who do not see the row. */
  label: ReactNode
  name?: string
  button?: ButtonProps
}

/** A button that asks before it does what cannot be taken back. */
export function Confirm({ label, name, button, ...question }: ConfirmProps) {
  const [opened, { open, close }] = useDisclosure(false)
  return (
    <>
      <Button variant="default" size="xs" aria-label={name} {...button} onClick={open}>
        {label}
      </Button>
      <ConfirmDialog opened={opened} onClose={close} {...question} />
    </>
  )
}

type ConfirmDialogProps = Question & { opened: boolean; onClose: () => void }

/** The button that does it is named after what it does. */
export function ConfirmDialog({ opened, onClose, ...question }: ConfirmDialogProps) {
  const confirm = async () => {
    // A refusal has been said already by whoever ran it.
    await question.onConfirm().catch(() => undefined)
    onClose()
  }
  return (
    <Modal opened={opened} onClose={onClose} title={question.title}>
      <Text size="sm">{question.says}</Text>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose} data-autofocus>
          {t('Leave it')}
        </Button>
        <Button
          color={question.color ?? 'red'}
          loading={question.busy ?? false}
          onClick={() => void confirm()}
        >
          {question.verb}
        </Button>
      </Group>
    </Modal>
  )
}
