import { Button, TextInput } from '@mantine/core'
import { X } from 'lucide-react'
import { fromServer, t } from '#kit/i18n.ts'
import classes from './audit.module.css'
import type { Entry } from './queries.ts'
import { auditRoute, type AuditSearch } from './routes.ts'
import { spokenName } from './spoken-name.ts'
import { subjectWords } from './subject.tsx'

/**
 * The days are chosen here; who, what and on what by following a name in the list. An entry that is
 * `listed` matches all filters, so it knows the names behind their ids.
 */
export function AuditFilters({ listed }: { listed: Entry | undefined }) {
  const search = auditRoute.useSearch()
  const navigate = auditRoute.useNavigate()
  const change = (part: Partial<AuditSearch>) =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace: true })
  return (
    <div className={classes['filters']}>
      <TextInput
        type="date"
        label={t('From')}
        value={search.from ?? ''}
        onChange={(event) => change({ from: event.currentTarget.value || undefined })}
      />
      <TextInput
        type="date"
        label={t('Until')}
        value={search.until ?? ''}
        onChange={(event) => change({ until: event.currentTarget.value || undefined })}
      />
      {chipsOf(search, listed).map(({ label, words, cleared }) => (
        <Button
          key={label}
          variant="light"
          rightSection={<X size={13} />}
          aria-label={t('{{filter}}: clear this filter', { filter: `${label} ${words}` })}
          className={classes['chip']}
          onClick={() => change(cleared)}
        >
          {label}: {words}
        </Button>
      ))}
    </div>
  )
}

type Chip = { label: string; words: string; cleared: Partial<AuditSearch> }

function chipsOf(search: AuditSearch, listed: Entry | undefined): Chip[] {
  const { actorId, action, subjectType: type, subjectId: id } = search
  const chips: Chip[] = []
  if (actorId) {
    const words = listed?.actor.id === actorId ? fromServer(listed.actor.name) : actorId
    chips.push({ label: t('Who'), words, cleared: { actorId: undefined } })
  }
  if (action) {
    chips.push({ label: t('What'), words: spokenName(action), cleared: { action: undefined } })
  }
  if (type || id) {
    const subject = listed?.subject.id === id ? listed?.subject : undefined
    const words = subjectWords(subject ?? { type: type ?? '', id: id ?? '', label: null })
    const cleared = { subjectType: undefined, subjectId: undefined }
    chips.push({ label: t('On'), words, cleared })
  }
  return chips
}
