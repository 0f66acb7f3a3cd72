import { useQuery } from '@tanstack/react-query'
import { ProductView } from '#contract/catalog'
import { get } from '#kit/api.ts'
import { ConflictNotice } from '#kit/conflict.tsx'
import { Facts } from '#kit/facts.tsx'
import { t } from '#kit/i18n.ts'
import { Loaded } from '#kit/loaded.tsx'
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
        <ConflictNotice
          title={t('Someone changed this product meanwhile.')}
          says={t('Yours was not saved.')}
          choices={[
            [t('Take theirs'), () => onTheirs(theirs)],
            [t('Keep mine'), () => onMine(theirs)],
          ]}
        >
          <Facts of={differences(theirs, mine)} />
        </ConflictNotice>
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
