import { Button } from '@mantine/core'
import { Suspense } from 'react'
import type { SavedOrderView } from '#contract/orders/lists'
import { t } from '#kit/i18n.ts'
import { useMay } from '../../session.ts'
import { searchOf } from '../question.ts'
import { ordersRoute } from '../routes.ts'
import { isNarrowed } from '../search.ts'
import classes from '../list/orders.module.css'
import { ViewConflict } from './lazy.ts'
import { useSaveView } from './queries.ts'
import { SaveAs } from './save-as.tsx'
import { useViews } from './use-views.ts'
import { ViewMenu } from './view-menu.tsx'

/** Beside the tabs: keeps what is shown, or goes back to what the view says. */
export function ViewBar() {
  const search = ordersRoute.useSearch()
  const { open, isChanged } = useViews()
  const isWorthIt = isNarrowed(search) || search.columns !== undefined || search.sort !== undefined
  if (!open && !isWorthIt) return null
  return (
    <div className={classes['viewBar']} role="group" aria-label={t('This view')}>
      {isChanged && open && <Changed view={open} />}
      {(!open || isChanged) && <SaveAs label={open ? t('Save as') : t('Save as a view')} />}
      {open && <ViewMenu view={open} />}
    </div>
  )
}

function Changed({ view }: { view: SavedOrderView }) {
  const search = ordersRoute.useSearch()
  const navigate = ordersRoute.useNavigate()
  const save = useSaveView(view, search)
  const mayChange = useMay('settings.edit') || view.mine
  return (
    <>
      <Button
        variant="subtle"
        size="compact-sm"
        onClick={() => void navigate({ search: searchOf(view), replace: true })}
      >
        {t('Discard')}
      </Button>
      {mayChange && (
        <Button size="compact-sm" loading={save.isPending} onClick={() => save.mutate()}>
          {t('Save')}
        </Button>
      )}
      <Suspense>
        {save.error && <ViewConflict view={view} error={save.error} onDone={save.reset} />}
      </Suspense>
    </>
  )
}
