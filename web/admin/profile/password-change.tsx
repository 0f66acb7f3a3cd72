import { Button } from '@mantine/core'
import { useForm } from '@mantine/form'
import { ChangePassword } from '#contract/access'
import { send } from '#kit/api.ts'
import { FormFault } from '#kit/form-fault.tsx'
import { t } from '#kit/i18n.ts'
import { FormStack, Inset, Section } from '#kit/page.tsx'
import { PasswordField } from '#kit/password-field.tsx'
import { fieldFaults, ProblemError } from '#kit/problem.ts'
import { schemaFaults } from '#kit/schema-faults.ts'
import { useChange } from '#kit/use-change.ts'

const EMPTY = { password: '', newPassword: '' }

export function PasswordChange() {
  const form = useForm({
    initialValues: EMPTY,
    validate: schemaFaults(ChangePassword),
  })
  const change = useChange({
    run: (values: typeof EMPTY) => send('POST', '/auth/password', values),
    refresh: [['me'], ['sessions']],
    done: t('Your password was changed. All your other sessions have ended.'),
    faultInPlace: true,
  })
  const submit = form.onSubmit((values) =>
    change.mutate(values, {
      onSuccess: () => form.reset(),
      onError: (error) => form.setErrors(faultsOf(error)),
    }),
  )
  return (
    <Section
      beside
      title={t('Password')}
      description={t('Changing it ends all your other sessions.')}
    >
      <Inset>
        <FormStack onSubmit={submit}>
          {!isAtField(change.error) && <FormFault error={change.error} />}
          <PasswordField
            label={t('Current password')}
            autoComplete="current-password"
            {...form.getInputProps('password')}
          />
          <PasswordField
            label={t('New password')}
            description={t('At least 12 characters. Length counts, not symbols.')}
            autoComplete="new-password"
            {...form.getInputProps('newPassword')}
          />
          <div>
            <Button type="submit" loading={change.isPending}>
              {t('Change password')}
            </Button>
          </div>
        </FormStack>
      </Inset>
    </Section>
  )
}

/** Refusals that are about one field, although the server says them about the whole. */
const AT_FIELD: Readonly<Record<string, keyof typeof EMPTY>> = {
  password_wrong: 'password',
  password_is_email: 'newPassword',
}

const isAtField = (error: unknown): boolean =>
  error instanceof ProblemError && error.code in AT_FIELD

function faultsOf(error: unknown): Record<string, string> {
  const field = error instanceof ProblemError ? AT_FIELD[error.code] : undefined
  return field && error instanceof Error ? { [field]: error.message } : fieldFaults(error)
}
