import { ActionIcon, Tooltip } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { ChevronDown, ChevronUp } from 'lucide-react'
import type { ReactNode } from 'react'
import { number, t } from '#kit/i18n.ts'
import { useKeys } from '#kit/keys.ts'
import { useLastList } from '../list/use-last-list.ts'
import { orderList } from '../queries.ts'
import { orderRoute } from '../routes.ts'
import classes from './order.module.css'

/** The orders before and after this one, in the list from which one came. */
export function Neighbours() {
  const { orderId } = orderRoute.useParams()
  const navigate = orderRoute.useNavigate()
  const { search } = useLastList()
  const list = useInfiniteQuery({ ...orderList(search), staleTime: 60_000 })
  const ids = list.data?.pages.flatMap((page) => page.orders.map(({ id }) => id)) ?? []
  const place = ids.indexOf(orderId)
  const { hasNextPage, fetchNextPage } = list
  const go = async (by: number) => {
    const { data } = place + by === ids.length && hasNextPage ? await fetchNextPage() : list
    const orders = data?.pages.flatMap((page) => page.orders) ?? []
    const next = place === -1 ? undefined : orders[place + by]
    if (next) await navigate({ params: { orderId: next.id }, search: {} })
  }
  useKeys({ j: () => void go(1), k: () => void go(-1) }, 'page')
  if (place === -1) return null
  const isLast = place === ids.length - 1 && !hasNextPage
  return (
    <span className={classes['neighbours']} role="group" aria-label={t('Neighbours in the list')}>
      <Step label={t('Order before (K)')} isOff={place === 0} onGo={() => void go(-1)}>
        <ChevronUp size={16} />
      </Step>
      <Step label={t('Next order (J)')} isOff={isLast} onGo={() => void go(1)}>
        <ChevronDown size={16} />
      </Step>
      <small>
        {t('{{place}} of {{count}}', {
          ...{ place: place + 1, count: `${number(ids.length)}${hasNextPage ? '+' : ''}` },
        })}
      </small>
    </span>
  )
}

type StepProps = { label: string; isOff: boolean; onGo: () => void; children: ReactNode }

const Step = ({ label, isOff, onGo, children }: StepProps) => (
  <Tooltip label={label}>
    <ActionIcon size={28} aria-label={label} disabled={isOff} onClick={onGo}>
      {children}
    </ActionIcon>
  </Tooltip>
)
