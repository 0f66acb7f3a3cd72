import { Button, Checkbox, Group, NumberInput, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery } from '@tanstack/react-query'
import { StoreView } from '#contract/channels'
import { asRead, send } from '#kit/api.ts'
import { FormFault } from '#kit/form-fault.tsx'
import { t } from '#kit/i18n.ts'
import { Inset, FormStack, Section } from '#kit/page.tsx'
import { useChange } from '#kit/use-change.ts'
import { AccountField, AddressField, KindField } from '../place-fields.tsx'
import { platformList, STORES } from '../queries.ts'

/** Not for our own website: what it promises stands among the settings of the shop. */
export function StoreSettingsForm({ store }: { store: StoreView }) {
  const { pushesStock, pushesShipments, acceptsOrders, buffer, shipsWithinHours } = store.settings
  const { data } = useQuery(platformList)
  const platform = data?.platforms.find((one) => one.platform === store.platform)
  const form = useForm({
    initialValues: {
      ...{ name: store.name, pushesStock, pushesShipments, acceptsOrders, buffer },
      shipsWithinHours: shipsWithinHours ?? ('' as const),
      ...{ uid: store.uid, baseUrl: store.baseUrl ?? '' },
      settings: { mode: store.settings.mode },
    },
  })
  const save = useChange({
    run: ({ name, uid, baseUrl, shipsWithinHours: within, ...others }: typeof form.values) => {
      const { settings: kind, ...served } = others
      const settings = { ...served, ...kind, shipsWithinHours: within === '' ? null : within }
      const place = { ...(uid !== store.uid && { uid }), baseUrl: baseUrl.trim() || null }
      const body = { name, ...place, settings }
      return send('PATCH', `/stores/${store.id}`, body, StoreView, asRead(store))
    },
    refresh: STORES,
    done: t('Saved.'),
    faultInPlace: form,
  })
  const submit = form.onSubmit((values) =>
    save.mutate(values, { onSuccess: () => form.resetDirty() }),
  )
  return (
    <Section title={t('Settings')} description={t('How this store is served.')} beside>
      <Inset>
        <FormStack onSubmit={submit}>
          <FormFault error={save.error} />
          <TextInput label={t('Name')} required {...form.getInputProps('name')} />
          <AccountField {...{ form, platform }} />
          <KindField {...{ form, platform }} />
          {isAsked(store) && <AddressField form={form} />}
          <NumberInput
            label={t('Pieces held back')}
            description={t('So many pieces of each SKU are not shown there')}
            min={0}
            allowDecimal={false}
            {...form.getInputProps('buffer')}
          />
          <NumberInput
            label={t('Ships within (hours)')}
            description={t('Where the platform names no time. After it an order is late.')}
            placeholder={t('No promise')}
            min={1}
            allowDecimal={false}
            {...form.getInputProps('shipsWithinHours')}
          />
          {SWITCHES.map(([name, label, description]) => (
            <Checkbox
              key={name}
              label={label}
              description={description}
              {...form.getInputProps(name, { type: 'checkbox' })}
            />
          ))}
          <Group>
            <Button type="submit" disabled={!form.isDirty()} loading={save.isPending}>
              {t('Save')}
            </Button>
          </Group>
        </FormStack>
      </Inset>
    </Section>
  )
}

const SWITCHES = [
  ['pushesStock', t('Tell it how many pieces can be sold')],
  [
    'pushesShipments',
    t('Tell it of parcels and their tracking'),
    t('What leaves while this is off waits, and is told when it is on again.'),
  ],
  ['acceptsOrders', t('Accept orders that nothing keeps, where it waits for that')],
] as const

/** Orders come from these alone; nothing is asked there. */
const isAsked = ({ platform }: StoreView): boolean =>
  platform !== 'website' && platform !== 'generic'
