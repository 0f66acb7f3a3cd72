import { Button, Group, Textarea } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { sentence } from '#kit/explain.ts'
import { t } from '#kit/i18n.ts'
import { fieldFaults } from '#kit/problem.ts'
import { useDiscard } from './retry.tsx'

const REASON_MAX = 500

type DiscardFormProps = { id: string; onBack: () => void; onDone: () => void }

export function DiscardForm({ id, onBack, onDone }: DiscardFormProps) {
  const [reason, setReason] = useState('')
  const discard = useDiscard(id)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    discard.mutate(reason, { onSuccess: onDone })
  }
  const fault = discard.error && (fieldFaults(discard.error)['reason'] ?? sentence(discard.error))

  return (
    <form onSubmit={submit} noValidate>
      <Textarea
        label={t('Why will nobody do it?')}
        description={t(
          'It will not run any more. The history keeps it, with your reason and name.',
        )}
        required
        maxLength={REASON_MAX}
        autosize
        minRows={2}
        data-autofocus
        autoFocus
        value={reason}
        error={fault}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={onBack}>
          {t('Back')}
        </Button>
        <Button type="submit" color="red" loading={discard.isPending}>
          {t('Give this job up')}
        </Button>
      </Group>
    </form>
  )
}
