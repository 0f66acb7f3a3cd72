import { Button, Text, Textarea } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { send } from '#kit/api.ts'
import { DialogFoot } from '#kit/dialog-foot.tsx'
import { FormFault } from '#kit/form-fault.tsx'
import { plural, t } from '#kit/i18n.ts'
import { FormStack } from '#kit/page.tsx'
import { fieldFaults } from '#kit/problem.ts'
import { useChange } from '#kit/use-change.ts'
import { MESSAGES } from './queries.ts'

type DiscardProps = { ids: readonly string[]; onBack: () => void }

/** Asks why, once for all of them. */
export function Discard({ ids, onBack }: DiscardProps) {
  const [reason, setReason] = useState('')
  const discard = useChange({
    run: async () => {
      for (const id of ids) await send('POST', `/messages/${id}/discard`, { reason })
    },
    refresh: MESSAGES,
    done: plural(
      ids.length,
      'Given up. It stays here to be looked at.',
      'Given up: {{count}}. They stay with their stores, to be looked at.',
    ),
    faultInPlace: true,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    discard.mutate(undefined, { onSuccess: onBack })
  }
  return (
    <FormStack wide onSubmit={submit}>
      <Text size="sm">
        {plural(
          ids.length,
          'Nothing more comes of this message, and no order of it is made. It is kept, and can ' +
            'be read again later.',
          'Nothing more comes of these {{count}} messages, and no order of them is made. They are ' +
            'kept, and can be read again later.',
        )}
      </Text>
      <FormFault error={discard.error} />
      <Textarea
        label={t('Reason')}
        description={t('It stands beside the message and in the audit log.')}
        required
        maxLength={500}
        value={reason}
        error={fieldFaults(discard.error)['reason']}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <DialogFoot onLeave={onBack}>
        <Button type="submit" color="red" loading={discard.isPending}>
          {t('Give it up')}
        </Button>
      </DialogFoot>
    </FormStack>
  )
}
