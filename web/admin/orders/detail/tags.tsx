import { Stack, TagsInput } from '@mantine/core'
import type { OrderView } from '#contract/orders'
import { Inset, Section } from '#kit/page.tsx'
import { useMay } from '../../session.ts'
import { useTags } from './changes.ts'
import classes from './order.module.css'
import { StepFault } from './step-fault.tsx'

type TagsProps = { order: OrderView; isPast: boolean }

/** Kept with each tag that is added or taken away: there is nothing to save and nothing to lose. */
export function Tags({ order, isPast }: TagsProps) {
  const mayEdit = useMay('orders.edit') && !isPast
  const change = useTags(order)
  const tags = change.isPending ? change.variables : order.tags
  return (
    <Section title="Tags">
      <Inset>
        {!mayEdit && <p className={classes['none']}>{order.tags.join(', ') || 'None'}</p>}
        {mayEdit && (
          <Stack gap="sm">
            <TagsInput
              aria-label="Tags"
              placeholder={tags.length === 0 ? 'Type a tag, then Enter' : ''}
              maxTags={50}
              maxLength={50}
              value={tags}
              readOnly={change.isPending}
              onChange={(wanted) => change.mutate(wanted)}
            />
            <StepFault error={change.error} order={order} onReload={change.reset} />
          </Stack>
        )}
      </Inset>
    </Section>
  )
}
