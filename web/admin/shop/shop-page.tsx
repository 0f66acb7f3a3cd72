import { useQuery } from '@tanstack/react-query'
import type { SettingView } from '#contract/settings'
import { t } from '#kit/i18n.ts'
import { Loaded } from '#kit/loaded.tsx'
import { Page, Section } from '#kit/page.tsx'
import { Flags } from './flags.tsx'
import { groupOf, prefixOf } from './kinds.ts'
import { settingList } from './queries.ts'
import { SettingForm } from './setting-form.tsx'
import classes from './shop.module.css'
import { useCurrency } from './use-currency.ts'

export function ShopPage() {
  const settings = useQuery(settingList)
  return (
    <Page
      title={t('Shop')}
      description={t('How this shop sells. Every change holds within a second, without a restart.')}
    >
      <Loaded query={settings} rows={10}>
        {(data) => <Groups settings={data.settings} />}
      </Loaded>
      <Flags />
    </Page>
  )
}

function Groups({ settings }: { settings: SettingView[] }) {
  const groups = Map.groupBy(settings, ({ key }) => prefixOf(key))
  const currency = useCurrency()
  return [...groups].map(([prefix, ofGroup]) => (
    <Section key={prefix} {...groupOf(prefix)} beside>
      <ul className={classes['settings']}>
        {ofGroup.map((setting) => (
          <li key={setting.key}>
            <SettingForm setting={setting} currency={currency} />
          </li>
        ))}
      </ul>
    </Section>
  ))
}
