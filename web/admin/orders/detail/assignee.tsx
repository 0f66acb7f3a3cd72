import { NativeSelect } from '@mantine/core'
import type { OrderView } from '#contract/orders'
import { t } from '#kit/i18n.ts'
import { useColleagues } from '../../people/use-colleagues.ts'
import { useMay } from '../../session.ts'
import { useAssign } from './changes.ts'
import { StepFault } from './step-fault.tsx'

/** Kept as soon as it is chosen. */
export function Assignee({ order, isPast }: { order: OrderView; isPast: boolean }) {
  const mayEdit = useMay('orders.edit') && !isPast
  const { me, others, nameOf } = useColleagues()
  const change = useAssign(order)
  const id = order.assigneeId ?? ''
  if (!mayEdit) return id === '' ? t('Nobody') : nameOf(id)
  const known = [me, ...others]
  // An assignee whom this person may not see stays in the list of choices.
  const stranger = id === '' || known.some((one) => one.id === id) ? [] : [{ id, name: nameOf(id) }]
  const options = [...known, ...stranger].map((one) => ({ value: one.id, label: one.name }))
  return (
    <>
      <NativeSelect
        size="xs"
        aria-label={t('Assigned to')}
        data={[{ value: '', label: t('Nobody') }, ...options]}
        value={change.isPending ? (change.variables ?? '') : id}
        onChange={(event) => change.mutate(event.currentTarget.value || null)}
      />
      <StepFault error={change.error} order={order} onReload={change.reset} />
    </>
  )
}
