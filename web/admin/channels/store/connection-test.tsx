import { Button } from '@mantine/core'
import { useEffect, useEffectEvent } from 'react'
import { ConnectionTest } from '#contract/channels'
import { send } from '#kit/api.ts'
import { fromServer, t } from '#kit/i18n.ts'
import { Notice } from '#kit/notice.tsx'
import { useChange } from '#kit/use-change.ts'

type ConnectionTestProps = {
  storeId: string
  /** The store was connected just now, so the test runs without being asked for. */
  atOnce?: boolean
}

/** Calls the platform and says in place what it answered. */
export function ConnectionTestButton({ storeId, atOnce = false }: ConnectionTestProps) {
  const test = useChange({
    run: () => send('POST', `/stores/${storeId}/test`, {}, ConnectionTest),
  })
  const { data } = test
  const begin = useEffectEvent(() => test.mutate())
  // The platform is outside React.
  useEffect(() => {
    if (atOnce) begin()
  }, [atOnce])
  return (
    <>
      <Button variant="default" size="xs" loading={test.isPending} onClick={() => test.mutate()}>
        {t('Test the connection')}
      </Button>
      {data && (
        <Notice tone={data.ok ? 'good' : 'bad'}>
          {data.ok
            ? [t('Connected to {{name}}.', { name: data.name ?? '' }), ...data.details].join(' ')
            : fromServer(data.problem ?? '')}
        </Notice>
      )}
    </>
  )
}
