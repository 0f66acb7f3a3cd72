import { Button, Stack, Text, TextInput, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { ConfirmReset, RequestReset, ResetView } from '#contract/access'
import { send } from '#kit/api.ts'
import { FormFault } from '#kit/form-fault.tsx'
import { t } from '#kit/i18n.ts'
import { AppLink } from '#kit/link.tsx'
import { Notice } from '#kit/notice.tsx'
import { PasswordField } from '#kit/password-field.tsx'
import { fieldFaults } from '#kit/problem.ts'
import { schemaFaults } from '#kit/schema-faults.ts'
import { Frame } from './frame.tsx'
import classes from './login-page.module.css'
import { logIn } from './use-login.ts'

/** With a token: choose a password. Without one: ask for a link. */
export function ResetPage() {
  const [token] = useState(() => location.hash.slice(1))
  return (
    <Frame title={t('Choose a password')}>
      {token ? <ChoosePassword token={token} /> : <AskForLink />}
    </Frame>
  )
}

function ChoosePassword({ token }: { token: string }) {
  const form = useForm({
    initialValues: { token, password: '' },
    validate: schemaFaults(ConfirmReset),
  })
  const queryClient = useQueryClient()
  const router = useRouter()
  const confirm = useMutation({
    mutationFn: async (values: typeof form.values) => {
      const { email } = await send('POST', '/auth/password-reset/confirm', values, ResetView)
      // Where a code is wanted as well, the person signs in as always.
      return logIn({ email, password: values.password }).then(
        () => true,
        () => false,
      )
    },
    onSuccess: (isIn) => {
      if (!isIn) return
      queryClient.clear()
      router.history.push('/')
    },
    onError: (error) => form.setErrors(fieldFaults(error)),
  })
  if (confirm.data === false) {
    return (
      <div className={classes['form']}>
        <Title order={1}>{t('Done')}</Title>
        <Notice tone="good">{t('Your password was chosen. Sign in with it.')}</Notice>
        <AppLink to="/login">{t('Sign in')}</AppLink>
      </div>
    )
  }
  return (
    <form
      noValidate
      className={classes['form']}
      onSubmit={form.onSubmit((values) => confirm.mutate(values))}
    >
      <Title order={1}>{t('Choose a password')}</Title>
      <FormFault error={confirm.error} />
      <Stack gap={14}>
        <PasswordField
          label={t('New password')}
          description={t('At least 12 characters. Length counts, not symbols.')}
          autoComplete="new-password"
          autoFocus
          {...form.getInputProps('password')}
        />
        <Button type="submit" size="md" fullWidth loading={confirm.isPending || confirm.isSuccess}>
          {t('Save password')}
        </Button>
      </Stack>
      <AppLink to="/reset-password" reloadDocument size="sm">
        {t('Ask for a new link')}
      </AppLink>
    </form>
  )
}

function AskForLink() {
  const form = useForm({
    initialValues: { email: '' },
    validate: schemaFaults(RequestReset),
  })
  const ask = useMutation({
    mutationFn: (values: typeof form.values) => send('POST', '/auth/password-reset', values),
    onError: (error) => form.setErrors(fieldFaults(error)),
  })
  return (
    <form
      noValidate
      className={classes['form']}
      onSubmit={form.onSubmit((values) => ask.mutate(values))}
    >
      <Title order={1}>{t('Forgotten password')}</Title>
      <Text size="sm" c="dimmed" mt={-8}>
        {t('You get a link by e-mail, with which you choose a new one.')}
      </Text>
      <FormFault error={ask.error} />
      {ask.isSuccess && (
        <Notice tone="good">
          {t(
            'If there is an account with this address, the link is on its way. It works for an hour.',
          )}
        </Notice>
      )}
      <Stack gap={14}>
        <TextInput
          label={t('E-mail')}
          type="email"
          autoComplete="username"
          autoFocus
          {...form.getInputProps('email')}
        />
        <Button type="submit" size="md" fullWidth loading={ask.isPending}>
          {t('Send the link')}
        </Button>
      </Stack>
      <AppLink to="/login" size="sm">
        {t('Back to the sign-in')}
      </AppLink>
    </form>
  )
}
