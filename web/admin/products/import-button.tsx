import { Button, FileButton, Modal, Progress, Stack, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Upload } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import type { z } from 'zod'
import { ImportView } from '#contract/catalog'
import { addressOf, get, sendFile, TABLE_FILES } from '#kit/api.ts'
import { useSeparator } from '#kit/csv.ts'
import { sentence } from '#kit/explain.ts'
import { t } from '#kit/i18n.ts'
import { Notice } from '#kit/notice.tsx'
import { ProblemError } from '#kit/problem.ts'
import { Sentence } from '#kit/sentence.tsx'
import { useChange } from '#kit/use-change.ts'
import { FirstFailures } from '../first-failures.tsx'
import { PRODUCTS } from './queries.ts'

const LOOK_EVERY_MS = 700

/** A file is taken at once and worked on in the background; what failed comes back as a file. */
export function ImportButton() {
  const [importId, setImportId] = useState<string>()
  const start = useChange({
    run: (file: File) => sendFile('/products/import', file, 'text/csv', ImportView),
    faultInPlace: true,
  })
  const choose = (file: File | null) => {
    if (file) start.mutate(file, { onSuccess: ({ id }) => setImportId(id) })
  }
  return (
    <>
      <FileButton accept={TABLE_FILES} onChange={choose}>
        {(props) => (
          <Button
            {...props}
            loading={start.isPending}
            leftSection={<Upload size={14} aria-hidden />}
          >
            {t('Import CSV')}
          </Button>
        )}
      </FileButton>
      {start.error && <Refused error={start.error} onClose={start.reset} />}
      {importId && <ImportProgress id={importId} onClose={() => setImportId(undefined)} />}
    </>
  )
}

/** A file that was not taken at all, and what is wrong with its columns. */
function Refused({ error, onClose }: { error: Error; onClose: () => void }) {
  const faults = error instanceof ProblemError ? error.errors : []
  return (
    <Modal opened onClose={onClose} title={t('Products from a file')}>
      <Stack gap="md">
        <Notice>{sentence(error)}</Notice>
        {faults.map(({ detail }) => (
          <Text key={detail} size="sm" lang="en">
            {detail}
          </Text>
        ))}
        <Button onClick={onClose}>{t('Close')}</Button>
      </Stack>
    </Modal>
  )
}

const countsOf = ({ imported, updated, unchanged, failed }: z.output<typeof ImportView>) => ({
  ...{ imported, updated, unchanged, failed },
})

function Failures({ id, children }: { id: string; children?: ReactNode }) {
  const [separator] = useSeparator()
  const address = addressOf(`/products/imports/${id}/failures.csv`, { separator })
  return <a href={address}>{children}</a>
}

function ImportProgress({ id, onClose }: { id: string; onClose: () => void }) {
  const queryClient = useQueryClient()
  const { data } = useQuery({
    queryKey: ['products', 'imports', id],
    queryFn: ({ signal }) => get(`/products/imports/${id}`, ImportView, { signal }),
    refetchInterval: ({ state }) => (state.data?.state === 'done' ? false : LOOK_EVERY_MS),
  })
  const close = () => {
    for (const queryKey of PRODUCTS) void queryClient.invalidateQueries({ queryKey })
    onClose()
  }
  const isDone = data?.state === 'done'
  return (
    <Modal opened onClose={close} title={t('Products from a file')}>
      <Stack gap="md">
        <Progress value={isDone ? 100 : 60} animated={!isDone} aria-label={t('Progress')} />
        {data && (
          <Text size="sm" role="status">
            {t(
              'New: {{imported}}, changed: {{updated}}, as they were: {{unchanged}}, ' +
                'failed: {{failed}}.',
              countsOf(data),
            )}
          </Text>
        )}
        {isDone && data.failed > 0 && <FirstFailures failures={data.firstFailures} />}
        {isDone && data.failed > 0 && (
          <Notice tone="warn">
            <Sentence
              says={
                '<link>Load the rows that failed</link>, each with its reason; mend them there ' +
                'and bring that file in.'
              }
              parts={{ link: <Failures id={id} /> }}
            />
          </Notice>
        )}
        {isDone && <Button onClick={close}>{t('Done')}</Button>}
      </Stack>
    </Modal>
  )
}
