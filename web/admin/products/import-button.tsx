import { Button, FileButton, Modal, Progress, Stack, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Upload } from 'lucide-react'
import { useState } from 'react'
import { ImportView } from '#contract/catalog'
import { addressOf, get, sendFile } from '#kit/api.ts'
import { Notice } from '#kit/notice.tsx'
import { useChange } from '#kit/use-change.ts'
import { PRODUCTS } from './queries.ts'

const LOOK_EVERY_MS = 700

/** A file is taken at once and worked on in the background; what failed comes back as a file. */
export function ImportButton() {
  const [importId, setImportId] = useState<string>()
  const start = useChange({
    run: (file: File) => sendFile('/products/import', file, 'text/csv', ImportView),
  })
  const choose = (file: File | null) => {
    if (file) start.mutate(file, { onSuccess: ({ id }) => setImportId(id) })
  }
  return (
    <>
      <FileButton accept="text/csv,.csv" onChange={choose}>
        {(props) => (
          <Button
            {...props}
            size="xs"
            loading={start.isPending}
            leftSection={<Upload size={14} aria-hidden />}
          >
            Bring in CSV
          </Button>
        )}
      </FileButton>
      {importId && <ImportProgress id={importId} onClose={() => setImportId(undefined)} />}
    </>
  )
}

const CLOSE = { 'aria-label': 'Close' }

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
    <Modal opened onClose={close} title="Products from a file" closeButtonProps={CLOSE}>
      <Stack gap="md">
        <Progress value={isDone ? 100 : 60} animated={!isDone} aria-label="Progress" />
        {data && (
          <Text size="sm" role="status">
            {data.imported.toLocaleString()} new, {data.updated.toLocaleString()} changed,{' '}
            {data.unchanged.toLocaleString()} as they were, {data.failed.toLocaleString()} failed.
          </Text>
        )}
        {isDone && data.failed > 0 && (
          <Notice tone="warn">
            <a href={addressOf(`/products/imports/${id}/failures.csv`)}>
              Load the rows that failed
            </a>
            , each with its reason; mend them there and bring that file in.
          </Notice>
        )}
        {isDone && <Button onClick={close}>Done</Button>}
      </Stack>
    </Modal>
  )
}
