import { useLocalStorage } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useMe } from '../../session.ts'
import { isSame, searchOf } from '../question.ts'
import { ordersRoute } from '../routes.ts'
import { viewList } from './queries.ts'

/** The saved views, and the one that is open. */
export function useViews() {
  const search = ordersRoute.useSearch()
  const { data } = useQuery(viewList)
  const views = data?.views ?? []
  const open = views.find(({ id }) => id === search.view)
  return {
    views,
    open,
    isChanged: open !== undefined && !isSame(searchOf(open), search),
  }
}

/** The view with which this person begins on this device. */
export function useFirstView() {
  const { user } = useMe()
  const [firstId, setFirst] = useLocalStorage({
    key: `penstock-first-view-${user.id}`,
    defaultValue: '',
    // Known at the first paint, so that no other list is shown before it.
    getInitialValueInEffect: false,
  })
  return { firstId, setFirst }
}
