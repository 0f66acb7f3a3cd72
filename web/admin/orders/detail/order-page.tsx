import { useQuery } from '@tanstack/react-query'
import { ArrowLeft } from 'lucide-react'
import type { OrderView } from '#contract/orders'
import { t } from '#kit/i18n.ts'
import { AppLink } from '#kit/link.tsx'
import { Loaded } from '#kit/loaded.tsx'
import { Notice } from '#kit/notice.tsx'
import { Page } from '#kit/page.tsx'
import { MessageDetail } from '../../channels/messages/message-detail.tsx'
import { useLastList } from '../list/use-last-list.ts'
import { orderQuery } from '../queries.ts'
import { orderRoute } from '../routes.ts'
import { Holds, NotToPack, OrderStatus } from '../order-status.tsx'
import { HOLD_NEXT, type Hold, holdWords, paymentWords } from '../words.ts'
import { Address, Customer, Facts } from './about.tsx'
import { AtTheStore } from './at-the-store.tsx'
import { Lines } from './lines.tsx'
import { Neighbours } from './neighbours.tsx'
import { Notes } from './notes.tsx'
import classes from './order.module.css'
import { RefundButton } from './refund-button.tsx'
import { StepButtons } from './step-button.tsx'
import { Tags } from './tags.tsx'
import { PastNotice, TimeTravel } from './time-travel.tsx'
import { Timeline } from './timeline.tsx'
import { Deadline } from './deadline.tsx'

export function OrderPage() {
  const { orderId } = orderRoute.useParams()
  const { at, message } = orderRoute.useSearch()
  const navigate = orderRoute.useNavigate()
  const order = useQuery(orderQuery(orderId, at))
  const { data } = order
  return (
    <Page
      title={data ? t('Order {{number}}', { number: data.number }) : t('Order')}
      description={data ? <Standing order={data} /> : <BackToList />}
      actions={
        data &&
        !at && (
          <>
            <RefundButton order={data} />
            <StepButtons order={data} />
          </>
        )
      }
    >
      <Loaded query={order} rows={8}>
        {(loaded) => <Whole key={loaded.id} order={loaded} isPast={at !== undefined} />}
      </Loaded>
      {message && (
        <MessageDetail
          key={message}
          id={message}
          onClose={() => void navigate({ search: { at }, resetScroll: false })}
        />
      )}
    </Page>
  )
}

/** Back to the order list with the filters it had when it was left. */
const BackToList = () => (
  <AppLink to="/orders" search={useLastList().search} size="sm" className={classes['back']}>
    <ArrowLeft size={14} aria-hidden /> {t('All orders')}
  </AppLink>
)

const Standing = ({ order }: { order: OrderView }) => (
  <span className={classes['standing']}>
    <BackToList />
    <Neighbours />
    <OrderStatus order={order} />
    <Holds holds={order.holds} />
    <NotToPack order={order} />
    <span>{paymentWords(order.payment)}</span>
    <Deadline order={order} />
  </span>
)

/** What keeps the order stands beside its number; here is what makes it go on. */
const WhatToDo = ({ holds }: Pick<OrderView, 'holds'>) =>
  holds.map((hold) => (
    <Notice key={hold} tone="warn">
      <strong>{holdWords(hold)}.</strong> {HOLD_NEXT[hold as Hold]}
    </Notice>
  ))

type WholeProps = { order: OrderView; isPast: boolean }

/** On the left what was ordered and became of it, on the right who ordered and where. */
const Whole = ({ order, isPast }: WholeProps) => (
  <>
    {isPast ? <PastNotice order={order} /> : <WhatToDo holds={order.holds} />}
    <div className={classes['columns']}>
      <div className={classes['main']}>
        <Lines order={order} isPast={isPast} />
        <Timeline orderId={order.id} head={<TimeTravel orderId={order.id} />} />
      </div>
      <div className={classes['side']}>
        <Customer order={order} />
        <Address order={order} isPast={isPast} />
        <Tags order={order} isPast={isPast} />
        <Notes orderId={order.id} isPast={isPast} />
        <AtTheStore order={order} />
        <Facts order={order} isPast={isPast} />
      </div>
    </div>
  </>
)
