import { Button } from '@mantine/core'
import { ConnectionTest } from '#contract/channels'
import { send } from '#kit/api.ts'
import { fromServer, t } from '#kit/i18n.ts'
import { Notice } from '#kit/notice.tsx'
import { useChange } from '#kit/use-change.ts'

/** Calls the platform and says in place what it answered. */
export function ConnectionTestButton({ storeId }: { storeId: string }) {
  const test = useChange({
    run: () => send('POST', `/stores/${storeId}/test`, {}, ConnectionTest),
  })
  const { data } = test
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
