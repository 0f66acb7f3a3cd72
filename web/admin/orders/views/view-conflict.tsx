import { Button, Group, Modal, Stack } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { SavedOrderView } from '#contract/orders/lists'
import { isStale } from '#kit/conflict.tsx'
import { Facts } from '#kit/facts.tsx'
import { FormFault } from '#kit/form-fault.tsx'
import { t } from '#kit/i18n.ts'
import { Loaded } from '#kit/loaded.tsx'
import { Notice } from '#kit/notice.tsx'
import { FILTERS } from '../list/filters/filters.ts'
import { useNames } from '../list/filters/use-names.ts'
import { searchOf } from '../question.ts'
import { ordersRoute } from '../routes.ts'
import type { OrdersSearch } from '../search.ts'
import { useSaveView, viewList, viewSince } from './queries.ts'

type ViewConflictProps = { view: SavedOrderView; error: Error; onDone: () => void }

/** A colleague was faster: both versions are shown, and one of them is chosen. */
export function ViewConflict({ view, error, onDone }: ViewConflictProps) {
  return (
    <Modal opened onClose={onDone} title={view.name}>
      {isStale(error) ? <BothVersions view={view} onDone={onDone} /> : <FormFault error={error} />}
    </Modal>
  )
}

function BothVersions({ view, onDone }: Omit<ViewConflictProps, 'error'>) {
  const since = useQuery(viewSince(view))
  return (
    <Loaded query={since} rows={3}>
      {({ theirs }) =>
        theirs ? (
          <Choice theirs={theirs} onDone={onDone} />
        ) : (
          <Notice>{t('A colleague has deleted this view. Save it anew.')}</Notice>
        )
      }
    </Loaded>
  )
}

function Choice({ theirs, onDone }: { theirs: SavedOrderView; onDone: () => void }) {
  const search = ordersRoute.useSearch()
  const navigate = ordersRoute.useNavigate()
  const queryClient = useQueryClient()
  const keep = useSaveView(theirs, search)
  const words = useViewWords()
  const take = async () => {
    await queryClient.invalidateQueries({ queryKey: viewList.queryKey })
    await navigate({ search: searchOf(theirs), replace: true })
    onDone()
  }
  return (
    <Stack gap="md">
      <Notice tone="warn">
        <strong>{t('Someone changed this view meanwhile.')}</strong> {t('Yours was not saved.')}
      </Notice>
      <Facts
        of={[
          [t('Theirs'), words(searchOf(theirs))],
          [t('Yours'), words(search)],
        ]}
      />
      <FormFault error={keep.error} />
      <Group justify="flex-end">
        <Button variant="default" onClick={() => void take()}>
          {t('Take theirs')}
        </Button>
        <Button
          loading={keep.isPending}
          onClick={() => keep.mutate(undefined, { onSuccess: onDone })}
        >
          {t('Keep mine')}
        </Button>
      </Group>
    </Stack>
  )
}

/** What a view shows, in the words of its filters. */
function useViewWords() {
  const names = useNames()
  return (search: OrdersSearch): string => {
    const filters = FILTERS.flatMap(({ label, words }) => {
      const said = words(search, names)
      return said === undefined ? [] : [`${label}: ${said}`]
    })
    const all = [
      ...(search.q === undefined ? [] : [`${t('Search')}: ${search.q}`]),
      ...filters,
      ...(search.sort === undefined ? [] : [`${t('Sorted by')}: ${SORTS[search.sort]}`]),
    ]
    return all.join(' · ') || t('All orders')
  }
}

const SORTS: Record<NonNullable<OrdersSearch['sort']>, string> = {
  newest: t('newest first'),
  oldest: t('oldest first'),
  changed: t('earliest change first'),
  '-changed': t('latest change first'),
  total: t('lowest total first'),
  '-total': t('highest total first'),
  status: t('status, first step first'),
  '-status': t('status, last step first'),
}
