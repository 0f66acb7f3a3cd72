import { Button } from '@mantine/core'
import { send } from '#kit/api.ts'
import { Confirm } from '#kit/confirm.tsx'
import { t } from '#kit/i18n.ts'
import { useChange } from '#kit/use-change.ts'
import { LOCATIONS, type Location } from './queries.ts'

/** Nothing is sold from it any more; what lies there stays, and it can be taken back. */
export function ArchiveButton({ location: { id, name, active } }: { location: Location }) {
  const change = useChange({
    run: (isActive: boolean) => send('PATCH', `/locations/${id}`, { active: isActive }),
    refresh: LOCATIONS,
    done: active ? t('{{name}} is archived.', { name }) : t('{{name}} sells again.', { name }),
  })
  if (!active) {
    return (
      <Button
        size="xs"
        variant="default"
        aria-label={t('Take back: {{what}}', { what: name })}
        loading={change.isPending}
        onClick={() => change.mutate(true)}
      >
        {t('Take back')}
      </Button>
    )
  }
  return (
    <Confirm
      label={t('Archive')}
      name={t('Archive {{name}}', { name })}
      title={t('Archive {{name}}', { name })}
      says={t(
        'Nothing is sold from it any more, and every channel is told so. Its stock stays in the ' +
          'books, and it can be taken back at any time.',
      )}
      verb={t('Archive it')}
      busy={change.isPending}
      onConfirm={() => change.mutateAsync(false)}
    />
  )
}
