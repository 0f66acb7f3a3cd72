import { Button, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { ReplayResult } from '#contract/intake'
import { send } from '#kit/api.ts'
import { DialogFoot } from '#kit/dialog-foot.tsx'
import { FormFault } from '#kit/form-fault.tsx'
import { number, t } from '#kit/i18n.ts'
import { useChange } from '#kit/use-change.ts'
import { useMay } from '../../session.ts'
import { Comparison } from './comparison.tsx'
import { Discard } from './discard.tsx'
import { MESSAGES, type WholeMessage } from './queries.ts'
import { statusWords } from './verdict.tsx'

/** What can become of a message yet; what each choice means is said before it is made. */
export function MessageDecision({ message }: { message: WholeMessage }) {
  const mayDecide = useMay('messages.replay')
  const [asked, setAsked] = useState<'replay' | 'discard'>()
  const back = () => setAsked(undefined)
  if (!mayDecide || message.body === null) return null
  if (asked === 'replay') return <Replay message={message} onBack={back} />
  if (asked === 'discard') return <Discard ids={[message.id]} onBack={back} />
  return (
    <Group justify="flex-end">
      {OPEN.has(message.verdict) && (
        <Button variant="default" onClick={() => setAsked('discard')}>
          {t('Give it up…')}
        </Button>
      )}
      <Button onClick={() => setAsked('replay')}>{t('Read it again…')}</Button>
    </Group>
  )
}

/** Something is still to come of these. */
const OPEN: ReadonlySet<string> = new Set(['parked', 'waiting', 'fetching'])

type DecisionProps = { message: WholeMessage; onBack: () => void }

function Replay({ message, onBack }: DecisionProps) {
  const replay = useChange({
    run: () => send('POST', `/messages/${message.id}/replay`, {}, ReplayResult),
    refresh: MESSAGES,
    done: ({ results }) =>
      t('Read again: {{results}}.', {
        results: wordsOf(results.map(({ status }) => statusWords(status))),
      }),
    faultInPlace: true,
  })
  return (
    <Stack gap="sm">
      <Text size="sm">
        {t(
          'The original is read as if it had come just now, by the rules and mappings of today. ' +
            'Orders that it has brought already are not made twice.',
        )}
      </Text>
      <Comparison messageId={message.id} />
      <FormFault error={replay.error} />
      <DialogFoot onLeave={onBack}>
        <Button
          data-autofocus
          loading={replay.isPending}
          onClick={() => replay.mutate(undefined, { onSuccess: onBack })}
        >
          {t('Read it again')}
        </Button>
      </DialogFoot>
    </Stack>
  )
}

/** "New order: 2, Parked: 1" */
function wordsOf(statuses: readonly string[]): string {
  const groups = [...Map.groupBy(statuses, (status) => status)]
  if (groups.length === 0) return t('nothing in it')
  if (statuses.length === 1) return statuses.join()
  return groups.map(([status, { length }]) => `${status}: ${number(length)}`).join(', ')
}
