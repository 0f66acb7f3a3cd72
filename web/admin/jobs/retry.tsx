import { Button } from '@mantine/core'
import { send } from '#kit/api.ts'
import { Confirm } from '#kit/confirm.tsx'
import { useChange } from '#kit/use-change.ts'
import { DeadLettersRetried, type DeadLetter } from './replies.ts'

const REFRESH = [['dead-letters'], ['queues']]

export function RetryOne({ letter }: { letter: Pick<DeadLetter, 'id' | 'job'> }) {
  const retry = useRetry(letter.id)
  return (
    <Button
      size="xs"
      variant="default"
      aria-label={`Try ${letter.job} again`}
      loading={retry.isPending}
      onClick={() => retry.mutate()}
    >
      Try again
    </Button>
  )
}

export const useRetry = (id: string) =>
  useChange({
    run: () => send('POST', `/admin/dead-letters/${id}/retries`),
    refresh: REFRESH,
    done: 'Started again. If it fails once more, it comes back here.',
  })

export function RetryAll({ job }: { job: string }) {
  const retry = useChange({
    run: () => send('POST', '/admin/dead-letters/retries', { job }, DeadLettersRetried),
    refresh: REFRESH,
    done: ({ retried, more }) => {
      const words = `${retried.toLocaleString()} started again`
      return more ? `${words}; some are left, so do it once more.` : `${words}.`
    },
  })
  return (
    <Confirm
      label="Try all again"
      title={`Try all of ${job} again?`}
      says="Each of this kind starts again with all its attempts, at most 1,000 at once."
      verb="Try all again"
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
    done: 'Given up. The history keeps it, with your reason.',
    faultInPlace: true,
  })
