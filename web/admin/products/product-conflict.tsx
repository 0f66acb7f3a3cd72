import { Button, Group, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { ProductView } from '#contract/catalog'
import { get } from '#kit/api.ts'
import { Facts } from '#kit/facts.tsx'
import { t } from '#kit/i18n.ts'
import { Loaded } from '#kit/loaded.tsx'
import { Notice } from '#kit/notice.tsx'
import { ProductState } from './product-state.tsx'

export type Editable = Pick<ProductView, 'name' | 'description' | 'state'>

type ProductConflictProps = {
  /** As it was read when the form was opened. */
  read: ProductView
  mine: Editable
  onTheirs: (theirs: ProductView) => void
  onMine: (theirs: ProductView) => void
}

/** A colleague was faster: both versions stand side by side, and one of them is chosen. */
export function ProductConflict({ read, mine, onTheirs, onMine }: ProductConflictProps) {
  const since = useQuery({
    queryKey: ['products', read.id, 'since', read.version],
    queryFn: ({ signal }) => get(`/products/${read.id}`, ProductView, { signal }),
  })
  return (
    <Loaded query={since} rows={2}>
      {(theirs) => (
        <Notice tone="warn">
          <Stack gap={8} align="flex-start" role="alert">
            <span>
              <strong>{t('Someone changed this product meanwhile.')}</strong>{' '}
              {t('Yours was not saved.')}
            </span>
            <Facts of={differences(theirs, mine)} />
            <Group gap={8}>
              <Button size="xs" variant="default" onClick={() => onTheirs(theirs)}>
                {t('Take theirs')}
              </Button>
              <Button size="xs" variant="default" onClick={() => onMine(theirs)}>
                {t('Keep mine')}
              </Button>
            </Group>
          </Stack>
        </Notice>
      )}
    </Loaded>
  )
}

function differences(theirs: Editable, mine: Editable) {
  const both = [
    [t('Name'), theirs.name, mine.name],
    [t('Description'), theirs.description, mine.description],
  ] as const
  const facts = both
    .filter(([, one, other]) => one !== other)
    .flatMap(([field, one, other]) => [
      [t('{{field}}: theirs', { field }), one || t('none')] as const,
      [t('{{field}}: yours', { field }), other || t('none')] as const,
    ])
  if (theirs.state === mine.state) return facts
  const field = t('State')
  return [
    ...facts,
    [t('{{field}}: theirs', { field }), <ProductState key="t" state={theirs.state} />] as const,
    [t('{{field}}: yours', { field }), <ProductState key="y" state={mine.state} />] as const,
  ]
}
