import { Anchor, Button, FileButton, Modal, Stack, Text } from '@mantine/core'
import { Upload } from 'lucide-react'
import { useState } from 'react'
import type { z } from 'zod'
import { ImportView } from '#contract/stock'
import { sendFile, TABLE_FILES } from '#kit/api.ts'
import { separatedBy, useSeparator } from '#kit/csv.ts'
import { t } from '#kit/i18n.ts'
import { Notice } from '#kit/notice.tsx'
import { Sentence } from '#kit/sentence.tsx'
import { useChange } from '#kit/use-change.ts'
import { FirstFailures } from '../first-failures.tsx'
import { STOCK } from './queries.ts'

type Imported = z.output<typeof ImportView>

/** A file of what was counted: the columns `sku` and `quantity`, and `location` if wanted. */
export function ImportLevelsButton() {
  const [imported, setImported] = useState<Imported>()
  const [separator] = useSeparator()
  const start = useChange({
    run: (file: File) =>
      sendFile(separatedBy('/stock/import', separator), file, 'text/csv', ImportView),
    refresh: STOCK,
  })
  return (
    <>
      <FileButton
        accept={TABLE_FILES}
        onChange={(file) => file && start.mutate(file, { onSuccess: setImported })}
      >
        {(props) => (
          <Button
            {...props}
            variant="default"
            loading={start.isPending}
            leftSection={<Upload size={14} aria-hidden />}
          >
            {t('Import counts')}
          </Button>
        )}
      </FileButton>
      {imported && <Result imported={imported} onClose={() => setImported(undefined)} />}
    </>
  )
}

type ResultProps = { imported: Imported; onClose: () => void }

const Result = ({ imported, onClose }: ResultProps) => (
  <Modal opened onClose={onClose} title={t('Counts from a file')}>
    <Stack gap="md">
      <Text size="sm" role="status">
        {t('{{moved}} SKUs booked, {{refused}} rows failed.', {
          ...{ moved: imported.moved, refused: imported.refused },
        })}
      </Text>
      {imported.refused > 0 && (
        <FirstFailures
          failures={imported.failures.map(({ line, detail }) => ({ line, reason: detail }))}
        />
      )}
      {imported.refused > 0 && (
        <Notice tone="warn">
          <Sentence
            says={
              '<link>Load the rows that failed</link>, each with its reason; mend them there ' +
              'and bring that file in.'
            }
            parts={{
              link: (
                <Anchor
                  href={`data:text/csv;charset=utf-8,${encodeURIComponent(imported.failedRows)}`}
                  download="failed-counts.csv"
                  inherit
                />
              ),
            }}
          />
        </Notice>
      )}
      <Button onClick={onClose}>{t('Done')}</Button>
    </Stack>
  </Modal>
)
