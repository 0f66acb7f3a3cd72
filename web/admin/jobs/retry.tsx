import { Button } from '@mantine/core'
import { asWords } from '#kit/as-words.ts'
import { send } from '#kit/api.ts'
import { Confirm } from '#kit/confirm.tsx'
import { t } from '#kit/i18n.ts'
import { useChange } from '#kit/use-change.ts'
import { DeadLettersRetried, type DeadLetter } from './replies.ts'

const REFRESH = [['dead-letters'], ['queues']]

export function RetryOne({ letter }: { letter: Pick<DeadLetter, 'id' | 'job'> }) {
  const retry = useRetry(letter.id)
  return (
    <Button
      size="xs"
      variant="default"
      aria-label={t('Try again: {{what}}', { what: asWords(letter.job) })}
      loading={retry.isPending}
      onClick={() => retry.mutate()}
    >
      {t('Try again')}
    </Button>
  )
}

export const useRetry = (id: string) =>
  useChange({
    run: () => send('POST', `/admin/dead-letters/${id}/retries`),
    refresh: REFRESH,
    done: t('Started again. If it fails once more, it comes back here.'),
  })

export function RetryAll({ job }: { job: string }) {
  const retry = useChange({
    run: () => send('POST', '/admin/dead-letters/retries', { job }, DeadLettersRetried),
    refresh: REFRESH,
    done: ({ retried, more }) => {
      if (!more) return t('Started again: {{retried}}.', { retried })
      return t('Started again: {{retried}}; some are left, so do it once more.', { retried })
    },
  })
  return (
    <Confirm
      label={t('Try all again')}
      title={t('Try all of {{job}} again?', { job: asWords(job) })}
      says={t('Each of this kind starts again with all its attempts, at most 1,000 at once.')}
      verb={t('Try all again')}
      button={{ variant: 'default' }}
      color="water"
      onConfirm={() => retry.mutateAsync()}
      busy={retry.isPending}
    />
  )
}

export const useDiscard = (id: string) =>
  useChange({
    run: (reason: string) => send('POST', `/admin/dead-letters/${id}/discards`, { reason }),
    refresh: REFRESH,
    done: t('Given up. The history keeps it, with your reason.'),
    faultInPlace: true,
  })
