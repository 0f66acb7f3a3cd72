import { Button, TextInput } from '@mantine/core'
import { X } from 'lucide-react'
import { fromServer, t } from '#kit/i18n.ts'
import classes from './audit.module.css'
import { auditRoute, type AuditSearch } from './routes.ts'

/** The days are chosen here; who, what and on what by following a name in the list. */
export function AuditFilters() {
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
      {CHIPS.map(({ label, keys }) => {
        const value = keys.map((key) => search[key]).filter(Boolean)
        if (value.length === 0) return null
        const words = value.map((one) => fromServer(`${one}`)).join(' ')
        const clear = Object.fromEntries(keys.map((key) => [key, undefined]))
        return (
          <Button
            key={label}
            variant="light"
            rightSection={<X size={13} />}
            aria-label={t('{{filter}}: clear this filter', {
              filter: `${label} ${words}`,
            })}
            className={classes['chip']}
            onClick={() => change(clear)}
          >
            {label}: {words}
          </Button>
        )
      })}
    </div>
  )
}

const CHIPS: readonly { label: string; keys: readonly (keyof AuditSearch)[] }[] = [
  { label: t('Who'), keys: ['actorId'] },
  { label: t('What'), keys: ['action'] },
  { label: t('On'), keys: ['subjectType', 'subjectId'] },
]
