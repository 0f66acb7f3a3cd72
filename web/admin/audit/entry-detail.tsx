import { Modal, SimpleGrid, Stack } from '@mantine/core'
import { CodeBlock } from '#kit/code-block.tsx'
import { fromServer, t } from '#kit/i18n.ts'
import { AppLink } from '#kit/link.tsx'
import { actionWords } from './action-words.ts'
import type { Entry } from './queries.ts'

type EntryDetailProps = { entry: Entry; onClose: () => void }

export const EntryDetail = ({ entry, onClose }: EntryDetailProps) => (
  <Modal opened onClose={onClose} size="xl" title={actionWords(entry.action)}>
    <Stack gap="md">
      <Subject subject={entry.subject} />
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <CodeBlock title={t('Before')} value={entry.before} />
        <CodeBlock title={t('After')} value={entry.after} />
      </SimpleGrid>
      <CodeBlock title={t('What led to it')} value={entry.cause} />
    </Stack>
  </Modal>
)

/** What is changed, where it has a page of its own. */
const PAGES: Readonly<Record<string, string>> = {
  order: '/orders',
  product: '/products',
  customer: '/customers',
  store: '/channels',
}

function Subject({ subject: { type, id } }: { subject: Entry['subject'] }) {
  const page = PAGES[type]
  if (!page) return null
  const to: string = `${page}/${id}`
  return (
    <AppLink to={to} size="sm">
      {t('Open: {{what}}', { what: fromServer(type) })}
    </AppLink>
  )
}
