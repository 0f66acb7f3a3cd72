import { Modal, SimpleGrid, Stack } from '@mantine/core'
import { CodeBlock } from '#kit/code-block.tsx'
import { fromServer, t } from '#kit/i18n.ts'
import type { Entry } from './queries.ts'

type EntryDetailProps = { entry: Entry; onClose: () => void }

export const EntryDetail = ({ entry, onClose }: EntryDetailProps) => (
  <Modal opened onClose={onClose} size="xl" title={fromServer(entry.action)}>
    <Stack gap="md">
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <CodeBlock title={t('Before')} value={entry.before} />
        <CodeBlock title={t('After')} value={entry.after} />
      </SimpleGrid>
      <CodeBlock title={t('What led to it')} value={entry.cause} />
    </Stack>
  </Modal>
)
