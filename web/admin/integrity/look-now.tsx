import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { send } from '#kit/api.ts'
import { t } from '#kit/i18n.ts'
import { useChange } from '#kit/use-change.ts'

const LOOK_EVERY_MS = 1_000
const WAIT_MAX_MS = 60_000

/** Starts a look and shows that it goes on until its result is among the runs. */
export function LookNow({ latestId }: { latestId: string | undefined }) {
  const queryClient = useQueryClient()
  const [asked, setAsked] = useState<{ latestId: string | undefined }>()
  const isWaiting = asked !== undefined && asked.latestId === latestId
  const start = useChange({
    run: () => send('POST', '/integrity/runs', { kind: 'all' }),
    done: t('Penstock is looking. The result appears here.'),
  })

  // The job runs elsewhere: only asking again tells that it is done.
  useEffect(() => {
    if (!isWaiting) return undefined
    const refresh = () => void queryClient.invalidateQueries({ queryKey: ['integrity'] })
    const timer = setInterval(refresh, LOOK_EVERY_MS)
    const limit = setTimeout(() => setAsked(undefined), WAIT_MAX_MS)
    return () => {
      clearInterval(timer)
      clearTimeout(limit)
    }
  }, [isWaiting, queryClient])

  return (
    <Button
      loading={start.isPending || isWaiting}
      onClick={() => start.mutate(undefined, { onSuccess: () => setAsked({ latestId }) })}
    >
      {t('Look now')}
    </Button>
  )
}
