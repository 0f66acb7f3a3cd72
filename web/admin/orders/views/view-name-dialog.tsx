import { Button, Modal, Stack, Switch, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { DialogFoot } from '#kit/dialog-foot.tsx'
import { FormFault } from '#kit/form-fault.tsx'
import { t } from '#kit/i18n.ts'
import { fieldFaults } from '#kit/problem.ts'
import type { ViewWords } from './queries.ts'

type ViewNameDialogProps = {
  title: string
  verb: string
  first: ViewWords
  change: { isPending: boolean; error: unknown }
  onSubmit: (words: ViewWords) => void
  onClose: () => void
}

export function ViewNameDialog(props: ViewNameDialogProps) {
  const { title, verb, first, change, onSubmit, onClose } = props
  const [name, setName] = useState(first.name)
  const [shared, setShared] = useState(first.shared)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSubmit({ name: name.trim(), shared })
  }
  return (
    <Modal opened onClose={onClose} title={title}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <FormFault error={change.error} />
          <TextInput
            label={t('Name')}
            required
            data-autofocus
            maxLength={100}
            value={name}
            error={fieldFaults(change.error)['name']}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Switch
            label={t('Share it with everybody who may see orders')}
            checked={shared}
            onChange={(event) => setShared(event.currentTarget.checked)}
          />
          <DialogFoot onLeave={onClose}>
            <Button type="submit" disabled={name.trim() === ''} loading={change.isPending}>
              {verb}
            </Button>
          </DialogFoot>
        </Stack>
      </form>
    </Modal>
  )
}
