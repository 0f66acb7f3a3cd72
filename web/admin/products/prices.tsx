import type { ProductView } from '#contract/catalog'
import { Amount } from '#kit/amount.tsx'
import { t } from '#kit/i18n.ts'
import { Money } from '#kit/money.tsx'
import { Section } from '#kit/page.tsx'
import { type Columns, Table } from '#kit/table.tsx'
import classes from './products.module.css'

type Variant = ProductView['variants'][number]

/** In the currency in which the shop counts. */
export function MainPrice({ variant }: { variant: Variant | undefined }) {
  if (!variant || variant.priceMinor === null || variant.currency === null) return '–'
  return <Money minor={variant.priceMinor} currency={variant.currency} />
}

/** A column for each currency, so that prices stand under each other; not where there is one. */
export function PriceList({ variants }: { variants: readonly Variant[] }) {
  const all = variants.flatMap(({ prices }) => prices.map(({ currency }) => currency))
  const currencies = [...new Set(all)].toSorted()
  if (currencies.length < 2) return null
  return (
    <Section title={t('Prices')} description={t('What each SKU costs in every currency.')}>
      <div className={classes['prices']}>
        <Table
          label={t('Prices')}
          columns={[skuColumn, ...currencies.map(columnOf)]}
          rows={variants}
          keyOf={({ sku }) => sku}
          empty={null}
        />
      </div>
    </Section>
  )
}

const skuColumn: Columns<Variant>[number] = { title: 'SKU', leads: true, cell: ({ sku }) => sku }

const columnOf = (currency: string): Columns<Variant>[number] => ({
  ...{ title: currency, align: 'right' },
  cell: ({ prices }) => {
    const price = prices.find((one) => one.currency === currency)
    return price ? <Amount minor={price.priceMinor} currency={currency} /> : '–'
  },
})
