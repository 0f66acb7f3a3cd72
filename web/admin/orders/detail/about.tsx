import { Anchor } from '@mantine/core'
import type { ReactNode } from 'react'
import { z } from 'zod'
import type { OrderView } from '#contract/orders'
import { asWords } from '#kit/as-words.ts'
import { CopyButton } from '#kit/copy-button.tsx'
import { countryName } from '#kit/countries.ts'
import { t } from '#kit/i18n.ts'
import { AppLink } from '#kit/link.tsx'
import { Inset, Section } from '#kit/page.tsx'
import { Time } from '#kit/time.tsx'
import { fulfilmentWords } from '../words.ts'
import { useMay } from '../../session.ts'
import { Assignee } from './assignee.tsx'
import { EditAddress } from './edit-address.tsx'
import classes from './order.module.css'

export const Customer = ({ order: { customer } }: { order: OrderView }) => (
  <Section title={t('Customer')}>
    <Inset>
      <p className={classes['lines']}>
        <strong>
          <CustomerName customer={customer} />
        </strong>
        {customer.email && (
          <Copied value={customer.email} label={t('Copy the e-mail')}>
            <Anchor href={`mailto:${customer.email}`} inherit>
              {customer.email}
            </Anchor>
          </Copied>
        )}
        {customer.phone && (
          <Copied value={customer.phone} label={t('Copy the phone number')}>
            <Anchor href={`tel:${customer.phone}`} inherit>
              {customer.phone}
            </Anchor>
          </Copied>
        )}
      </p>
    </Inset>
  </Section>
)

/** Leads to all that they have bought. */
function CustomerName({ customer: { id, name } }: Pick<OrderView, 'customer'>) {
  const mayRead = useMay('customers.read')
  if (id === null || !mayRead) return name
  return (
    <AppLink to="/customers/$customerId" params={{ customerId: id }} inherit>
      {name || t('Nobody named')}
    </AppLink>
  )
}

type CopiedProps = { value: string; label: string; children: ReactNode }

const Copied = ({ value, label, children }: CopiedProps) => (
  <span className={classes['copied']}>
    {children}
    <CopyButton value={value} label={label} />
  </span>
)

/** Stores send addresses in many forms: what is text is shown, in the order of a letter. */
const Parts = z.record(z.string(), z.unknown()).transform((parts) => {
  const text = (name: string) => (typeof parts[name] === 'string' ? parts[name] : '')
  const town = [text('city'), text('region'), text('postcode')].filter(Boolean).join(', ')
  const pickup = text('pickup') && t('Picked up: {{way}}', { way: text('pickup') })
  const rows = [pickup, text('name'), text('company'), text('line1'), text('line2'), town]
  return [...rows, countryName(text('country') ?? ''), text('phone')].filter(Boolean)
})

export function Address({ order, isPast }: { order: OrderView; isPast: boolean }) {
  const rows = Parts.parse(order.shippingAddress ?? {})
  const mayEdit = useMay('orders.edit') && !isPast && hasToLeave(order)
  const actions = (
    <span className={classes['copied']}>
      {mayEdit && <EditAddress order={order} />}
      {rows.length > 0 && <CopyButton value={rows.join('\n')} label={t('Copy the address')} />}
    </span>
  )
  return (
    <Section title={t('Ships to')} actions={actions}>
      <Inset>
        {rows.length === 0 && (
          <p className={classes['none']}>{t('No address came with this order.')}</p>
        )}
        <address className={classes['lines']}>
          {rows.map((row) => (
            <span key={row}>{row}</span>
          ))}
        </address>
      </Inset>
    </Section>
  )
}

const hasToLeave = ({ lifecycle, fulfilment }: OrderView): boolean =>
  lifecycle !== 'cancelled' && (fulfilment === 'none' || fulfilment === 'partly_shipped')

export const Facts = ({ order, isPast }: { order: OrderView; isPast: boolean }) => (
  <Section title={t('About this order')}>
    <Inset>
      <dl className={classes['facts']}>
        <Fact label={t('Placed')}>
          <Time at={order.placedAt} />
        </Fact>
        {order.shipBy && (
          <Fact label={t('Ship by')}>
            <Time at={order.shipBy} />
          </Fact>
        )}
        <Fact label={t('Last change')}>
          <Time at={order.updatedAt} />
        </Fact>
        <Fact label={t('Assigned to')}>
          <Assignee order={order} isPast={isPast} />
        </Fact>
        <Fact label={t('On its way')}>{fulfilmentWords(order.fulfilment)}</Fact>
        <Fact label={t('Delivery partner')}>{asWords(order.assignment)}</Fact>
        {order.note && <Fact label={t('Note of the order')}>{order.note}</Fact>}
      </dl>
    </Inset>
  </Section>
)

export const Fact = ({ label, children }: { label: string; children: ReactNode }) => (
  <div>
    <dt>{label}</dt>
    <dd>{children}</dd>
  </div>
)
