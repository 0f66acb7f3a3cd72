import { Button, Modal, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { BulkStarted } from '#contract/orders/bulk'
import { send } from '#kit/api.ts'
import { DialogFoot } from '#kit/dialog-foot.tsx'
import { FormFault } from '#kit/form-fault.tsx'
import { number, t } from '#kit/i18n.ts'
import { useChange } from '#kit/use-change.ts'
import { ordersRoute } from '../routes.ts'
import { useMe } from '../../session.ts'
import { CommandFields } from './command-fields.tsx'
import { type CommandName, COMMANDS, commandOf, type Words } from './commands.ts'
import { Preview } from './preview.tsx'
import { type BulkBody, bulkPreview } from './queries.ts'
import { type Selection, selectionBody } from './selection.ts'

type BulkDialogProps = { name: CommandName; selection: Selection; onClose: () => void }

/** Says what will happen to how many, and what is left out and why, before anything is done. */
export function BulkDialog({ name, selection, onClose }: BulkDialogProps) {
  const search = ordersRoute.useSearch()
  const { label, says, isFinal } = COMMANDS[name]
  const { user } = useMe()
  const [words, setWords] = useState<Words>({
    ...{ hold: 'manual', reason: '', tags: [], assignee: user.id },
  })
  const body = { selection: selectionBody(selection, search) }
  const preview = useQuery(previewOf(name, words, body))
  const start = useStart(onClose)
  const command = commandOf(name, words)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (command) start.mutate({ ...command, ...body })
  }
  const done = preview.data?.done ?? 0
  return (
    <Modal opened onClose={onClose} title={label}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <Text size="sm">{says}</Text>
          <CommandFields name={name} words={words} onChange={setWords} />
          {(preview.data ?? preview.error ?? preview.isLoading) && <Preview preview={preview} />}
          <FormFault error={start.error} />
          <DialogFoot onLeave={onClose}>
            <Button
              type="submit"
              color={name === 'cancel' ? 'red' : 'water'}
              disabled={!command || done === 0 || preview.isPlaceholderData}
              loading={start.isPending}
            >
              {label}
              {done > 0 && `: ${number(done)}${preview.data?.isMore ? '+' : ''}`}
            </Button>
          </DialogFoot>
          {isFinal && (
            <Text size="xs" c="dimmed">
              {t('This cannot be undone in one go.')}
            </Text>
          )}
        </Stack>
      </form>
    </Modal>
  )
}

/** What is asked does not change with the words of a reason. */
function previewOf(name: CommandName, words: Words, body: Pick<BulkBody, 'selection'>) {
  const command = commandOf(name, { ...words, reason: t('To see what would happen') })
  const question = bulkPreview({ action: '', ...command, ...body })
  return { ...question, enabled: command !== undefined }
}

/** The address then holds the run, so that it can be come back to. */
function useStart(onDone: () => void) {
  const navigate = ordersRoute.useNavigate()
  return useChange({
    run: async (body: BulkBody) => {
      const { id } = await send('POST', '/orders/bulk', body, BulkStarted)
      onDone()
      await navigate({ search: (before) => ({ ...before, run: id }) })
    },
    faultInPlace: true,
  })
}
