import { Button, Stack, TextInput, Title } from '@mantine/core'
import { useRef, useState, type FormEvent } from 'react'
import { LogIn } from '#contract/access'
import { FormFault } from '#kit/form-fault.tsx'
import { t } from '#kit/i18n.ts'
import { AppLink } from '#kit/link.tsx'
import { Notice } from '#kit/notice.tsx'
import { PasswordField } from '#kit/password-field.tsx'
import { fieldFaults } from '#kit/problem.ts'
import { schemaFaults } from '#kit/schema-faults.ts'
import classes from './login-page.module.css'
import { loginRoute } from './routes.ts'
import type { Credentials, Login } from './use-login.ts'

const lackingOf = schemaFaults(LogIn)

type PasswordFormProps = {
  value: Credentials
  onChange: (value: Credentials) => void
  login: Login
}

export function PasswordForm({ value, onChange, login }: PasswordFormProps) {
  const password = useRef<HTMLInputElement>(null)
  const [isSent, setSent] = useState(false)
  const lacking = lackingOf(value)
  const faults = { ...fieldFaults(login.error), ...(isSent && lacking) }
  const { ended } = loginRoute.useSearch()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setSent(true)
    if (Object.keys(lacking).length > 0) return
    login.mutate(value, { onError: () => password.current?.focus() })
  }

  return (
    <form noValidate className={classes['form']} onSubmit={submit}>
      <Title order={1}>{t('Sign in')}</Title>
      {ended && !login.error && (
        <Notice tone="quiet">
          {t('Your session has ended. Sign in to go on where you were.')}
        </Notice>
      )}
      <FormFault error={login.error} />
      <Stack gap={14}>
        <TextInput
          label={t('E-mail')}
          type="email"
          name="email"
          autoComplete="username"
          required
          withAsterisk={false}
          autoFocus
          value={value.email}
          error={faults['email']}
          onChange={(event) => onChange({ ...value, email: event.currentTarget.value })}
        />
        <PasswordField
          ref={password}
          label={t('Password')}
          name="password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          value={value.password}
          error={faults['password']}
          onChange={(event) => onChange({ ...value, password: event.currentTarget.value })}
        />
        <Button type="submit" size="md" fullWidth loading={login.isPending}>
          {t('Sign in')}
        </Button>
      </Stack>
      <AppLink to="/reset-password" size="sm">
        {t('Forgot your password?')}
      </AppLink>
    </form>
  )
}
