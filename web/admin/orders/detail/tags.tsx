import { Stack, TagsInput } from '@mantine/core'
import type { OrderView } from '#contract/orders'
import { t } from '#kit/i18n.ts'
import { Inset, Section } from '#kit/page.tsx'
import { useMay } from '../../session.ts'
import { useKeepTags, useTags } from './changes.ts'
import classes from './order.module.css'
import { StepFault } from './step-fault.tsx'

type TagsProps = { order: OrderView; isPast: boolean }

/** Each tag is saved as soon as it is added or removed, so there is no button to save them. */
export function Tags({ order, isPast }: TagsProps) {
  const mayEdit = useMay('orders.edit') && !isPast
  const change = useTags(order)
  // What was refused stays to be seen, beside what somebody else has made of it.
  const wanted = change.isPending || change.isError ? change.variables : undefined
  const tags = wanted ?? order.tags
  const keep = useKeepTags(order)
  return (
    <Section title={t('Tags')}>
      <Inset>
        {!mayEdit && <p className={classes['none']}>{order.tags.join(', ') || t('None')}</p>}
        {mayEdit && (
          <Stack gap="sm">
            <TagsInput
              aria-label={t('Tags')}
              placeholder={tags.length === 0 ? t('Type a tag, then Enter') : ''}
              maxTags={50}
              maxLength={50}
              value={tags}
              readOnly={change.isPending}
              onChange={(next) => change.mutate(next)}
            />
            <StepFault
              error={keep.error ?? change.error}
              order={order}
              onReload={change.reset}
              mine={{
                words: tags.join(', ') || t('none'),
                onKeep: () => keep.mutate(tags, { onSuccess: change.reset }),
              }}
            />
          </Stack>
        )}
      </Inset>
    </Section>
  )
}
