import { Group, Modal, SimpleGrid, Stack } from '@mantine/core'
import { CodeBlock } from '#kit/code-block.tsx'
import { t } from '#kit/i18n.ts'
import { AppLink } from '#kit/link.tsx'
import type { Entry } from './queries.ts'
import { spokenName } from './spoken-name.ts'
import { SubjectLink } from './subject.tsx'

type EntryDetailProps = { entry: Entry; onClose: () => void }

export const EntryDetail = ({ entry, onClose }: EntryDetailProps) => (
  <Modal opened onClose={onClose} size="xl" title={spokenName(entry.action)}>
    <Stack gap="md">
      <Group gap="md" justify="space-between">
        <SubjectLink subject={entry.subject} />
        <OtherEntries subject={entry.subject} onClick={onClose} />
      </Group>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <CodeBlock title={t('Before')} value={entry.before} />
        <CodeBlock title={t('After')} value={entry.after} />
      </SimpleGrid>
      <CodeBlock title={t('What led to it')} value={entry.cause} />
    </Stack>
  </Modal>
)

type OtherEntriesProps = { subject: Entry['subject']; onClick: () => void }

const OtherEntries = ({ subject, onClick }: OtherEntriesProps) => (
  <AppLink
    to="/settings/audit"
    search={{ subjectType: subject.type, subjectId: subject.id }}
    size="sm"
    onClick={onClick}
  >
    {t('All entries on this')}
  </AppLink>
)
