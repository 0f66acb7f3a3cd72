import { Button, Stack, Text, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { ConfirmReset, ResetView } from '#contract/access'
import { send } from '#kit/api.ts'
import { CodeBlock } from '#kit/code-block.tsx'
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

/** With a token: choose a password. Without one: how to come by a link. */
export function ResetPage() {
  const [token] = useState(() => location.hash.slice(1))
  return (
    <Frame title={token ? t('Choose a password') : t('Forgotten password')}>
      {token ? <ChoosePassword token={token} /> : <NoLink />}
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
        {t('How to get a new link')}
      </AppLink>
    </form>
  )
}

const COMMAND = './penstock users reset-link --email …'

/** Nothing here can write to a mailbox yet, so nobody is told to wait for a message. */
const NoLink = () => (
  <div className={classes['form']}>
    <Title order={1}>{t('Forgotten password')}</Title>
    <Text size="sm">
      {t(
        'Penstock sends no e-mail. Ask a colleague who may manage people: they make a link with ' +
          'which you choose a new password.',
      )}
    </Text>
    <Text size="sm">
      {t('Where nobody else can sign in, whoever runs Penstock makes it; it works for an hour.')}
    </Text>
    <CodeBlock title={t('The command that makes the link')} value={COMMAND} />
    <AppLink to="/login" size="sm">
      {t('Back to the sign-in')}
    </AppLink>
  </div>
)
