import { Button, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { z } from 'zod'
import { ChangeMe } from '#contract/access'
import { send } from '#kit/api.ts'
import { FormFault } from '#kit/form-fault.tsx'
import { t } from '#kit/i18n.ts'
import { FormStack, Inset, Section } from '#kit/page.tsx'
import { schemaFaults } from '#kit/schema-faults.ts'
import { useChange } from '#kit/use-change.ts'
import { useMe } from '../session.ts'

export function NameForm() {
  const { user } = useMe()
  const form = useForm({
    initialValues: { name: user.name },
    validate: schemaFaults(ChangeMe),
  })
  const change = useChange({
    run: (values: z.input<typeof ChangeMe>) => send('PATCH', '/auth/me', values),
    refresh: [['me']],
    done: t('Your name was changed.'),
    faultInPlace: form,
  })
  const submit = form.onSubmit((values) => change.mutate(values))
  return (
    <Section
      beside
      title={t('Name')}
      description={t('It stands in the audit log beside what you do.')}
    >
      <Inset>
        <FormStack onSubmit={submit}>
          <FormFault error={change.error} />
          <TextInput label={t('Your name')} autoComplete="name" {...form.getInputProps('name')} />
          <div>
            <Button type="submit" loading={change.isPending} disabled={!form.isDirty()}>
              {t('Save name')}
            </Button>
          </div>
        </FormStack>
      </Inset>
    </Section>
  )
}
